import type { TrailEntry } from '../../core/run/events.ts';
import type { PendingTask } from '../../core/run/wire.ts';
import type { TestBranch, TestCall, TestChild, TestEvent, TestStep } from './test-result.ts';

/** A record of something that goes on. */
export type Open<T> = { -readonly [K in keyof T]: T[K] };

/** What is written down of a run under test and of its children. */
export class Records {
  readonly calls: Open<TestCall>[] = [];
  readonly children: TestChild[] = [];
  readonly branches: TestBranch[] = [];
  readonly emitted: TestEvent[] = [];
  readonly rolledBack: string[] = [];
  /** Of the run itself. */
  readonly trail: TrailEntry[] = [];
  /** By path, in order of their start. */
  readonly executions = new Map<string, Open<TestStep>>();
  /** By path, as they were when they were seen last. */
  readonly tasks = new Map<string, PendingTask>();
  readonly #now: () => number;

  /** `now`: milliseconds since the start of the test. */
  constructor(now: () => number) {
    this.#now = now;
  }

  now(): number {
    return this.#now();
  }
}

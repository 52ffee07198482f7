import type { TrailEntry } from '../../core/run/events.ts';
import type { PendingTask } from '../../core/run/wire.ts';
import type { TestBranch, TestCall, TestChild, TestEvent, TestStep } from './test-result.ts';

/** A record of something that goes on. */
export type Open<T> = { -readonly [K in keyof T]: T[K] };

/** Something on a timeline, in the order in which things began. */
export type Moment =
  | { readonly kind: 'step'; readonly path: string }
  /** An index of `calls`. */
  | { readonly kind: 'rollback'; readonly call: number }
  /** An index of `branches`. */
  | { readonly kind: 'transition'; readonly branch: number }
  | { readonly kind: 'notice'; readonly path: string; readonly notice: string; readonly at: number };

/** What is written down of a run under test and of its children. */
export class Records {
  readonly calls: Open<TestCall>[] = [];
  readonly children: TestChild[] = [];
  readonly branches: TestBranch[] = [];
  readonly emitted: TestEvent[] = [];
  readonly rolledBack: string[] = [];
  readonly moments: Moment[] = [];
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

import { ModeRuntime, type Beside, type StartedSection } from '../../../src/core/execution/mode-runtime.ts';
import { runSection, type SectionHost } from '../../../src/core/execution/run-section.ts';
import type { SectionLog, SectionRequest, SectionRun } from '../../../src/core/execution/section.ts';
import type { ActionCall, ActionResult, Outcome, Runtime } from '../../../src/core/interpreter/runtime.ts';
import type { Scope } from '../../../src/core/interpreter/scope.ts';
import type { CallEnd } from '../../../src/core/run/call-end.ts';
import type { HistoryInWorld } from '../../../src/testing/in-memory-runtime.ts';

/** A history whose calls may be local or express, as a worker makes them, in virtual time. */
export function besideInMemory(history: HistoryInWorld): Runtime {
  const { runtime, world } = history;
  const beside = new InMemoryBeside(history);
  // What was handed on is joined by the call that goes on with it.
  const joining = new Proxy(runtime, {
    get(target, name: keyof Runtime) {
      if (name !== 'callAction') {
        const member: unknown = target[name];
        return typeof member === 'function' ? (member as (...args: never[]) => unknown).bind(target) : member;
      }
      return (scope: Scope, call: ActionCall) => {
        const underWay = beside.take(call.path);
        if (underWay === undefined) return target.callAction(scope, call);
        return new Promise<Outcome<ActionResult>>((resolve) => {
          void underWay.then((end) => world.deliver(() => resolve(end)));
        });
      };
    },
  });
  return new ModeRuntime(joining, beside);
}

class InMemoryBeside implements Beside {
  readonly keyRunId: string;
  readonly #history: HistoryInWorld;
  readonly #underWay = new Map<string, Promise<Outcome<ActionResult>>>();

  constructor(history: HistoryInWorld) {
    this.#history = history;
    this.keyRunId = history.keyRunId;
  }

  take(path: string): Promise<Outcome<ActionResult>> | undefined {
    const underWay = this.#underWay.get(path);
    this.#underWay.delete(path);
    return underWay;
  }

  call(scope: Scope, call: ActionCall): Promise<CallEnd> {
    return this.#history.runtime.callAction(scope, call);
  }

  standing(): SectionRun | undefined {
    const snapshot = this.#history.standing();
    const { definition, input, info, partition, verdict } = this.#history.request;
    if (snapshot === undefined) return undefined;
    return { definition, input, info, snapshot, ...(partition && { partition }), ...(verdict && { verdict }) };
  }

  section(request: SectionRequest): StartedSection {
    const section = new InMemorySection(this.#history, this.#underWay);
    return { end: section.run(request), stop: () => undefined };
  }
}

class InMemorySection implements SectionHost {
  readonly #history: HistoryInWorld;
  readonly #underWay: Map<string, Promise<Outcome<ActionResult>>>;
  readonly #began: number;
  readonly #stop: Promise<undefined>;
  readonly #release: () => void;
  stopped = false;

  constructor(history: HistoryInWorld, underWay: Map<string, Promise<Outcome<ActionResult>>>) {
    this.#history = history;
    this.#underWay = underWay;
    this.#began = history.world.now();
    let stop: () => void = () => undefined;
    this.#stop = new Promise((resolve) => {
      stop = () => {
        this.stopped = true;
        resolve(undefined);
      };
    });
    this.#release = history.world.hold(stop);
  }

  async run(request: SectionRequest): Promise<Outcome<SectionLog>> {
    const log = await runSection(jsonOf(request), this);
    this.#release();
    return { status: 'completed', value: jsonOf(log) };
  }

  elapsed(): number {
    return this.#history.world.now() - this.#began;
  }

  quiet(): Promise<void> {
    return this.#history.world.quiet();
  }

  delivered(): void {
    // Nobody crashes here.
  }

  async call(scope: Scope, call: ActionCall): Promise<CallEnd> {
    const attempts = this.#history.runtime.attempts(scope, call);
    const end = await Promise.race([attempts, this.#stop]);
    if (end !== undefined) return end;
    this.#underWay.set(call.path, attempts);
    return { status: 'handed-on', earlier: { failures: 0 }, delay: 0, elapsed: this.elapsed() };
  }
}

function jsonOf<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

import { inSequence } from '../../../src/core/execution/in-sequence.ts';
import { ModeRuntime, type Beside, type StartedSection } from '../../../src/core/execution/mode-runtime.ts';
import { runSection, type SectionHost } from '../../../src/core/execution/run-section.ts';
import type { SectionLog, SectionRequest, SectionRun } from '../../../src/core/execution/section.ts';
import type { ActionCall, ActionResult, Outcome, Runtime } from '../../../src/core/interpreter/runtime.ts';
import { Scope } from '../../../src/core/interpreter/scope.ts';
import type { CallEnd, LocalEnd } from '../../../src/core/run/call-end.ts';
import type { HistoryInWorld } from '../../../src/testing/in-memory-runtime.ts';

/**
 * A history whose calls may be local or express, as a worker makes them, in virtual time. Its sleeps end some microtasks late, as
 * Temporal's timers do.
 */
export function besideInMemory(history: HistoryInWorld, sections: Sections = {}): Runtime {
  const { runtime, world } = history;
  const beside = new InMemoryBeside(history, sections);
  // What was handed on is joined by the call that goes on with it.
  const joining = new Proxy(runtime, {
    get(target, name: keyof Runtime) {
      if (name === 'sleep') return async (...given: Parameters<Runtime['sleep']>) => late(await target.sleep(...given));
      if (name !== 'callAction') {
        const member: unknown = target[name];
        return typeof member === 'function' ? (member as (...args: never[]) => unknown).bind(target) : member;
      }
      return (scope: Scope, call: ActionCall) => {
        const underWay = beside.take(call.path);
        if (underWay === undefined) return target.callAction(scope, call);
        scope.onCancel((reason) => underWay.own.cancel(reason));
        return new Promise<Outcome<ActionResult>>((resolve) => {
          void underWay.end.then((end) => world.deliver(() => resolve(end)));
        });
      };
    },
  });
  return new ModeRuntime(joining, beside, inSequence(history.request.definition));
}

async function late<T>(value: T): Promise<T> {
  for (let microtask = 0; microtask < 10; microtask += 1) await Promise.resolve();
  return value;
}

/** What happens to sections. */
export interface Sections {
  /** Asked after each end of a call in one: true stops it, as a shutdown does. */
  readonly stopWhen?: (() => boolean) | undefined;
  /** Calls that end at one moment do so in one go. */
  readonly together?: boolean | undefined;
}

interface UnderWay {
  readonly own: Scope;
  readonly end: Promise<Outcome<ActionResult>>;
}

class InMemoryBeside implements Beside {
  readonly keyRunId: string;
  readonly #history: HistoryInWorld;
  readonly #sections: Sections;
  readonly #underWay = new Map<string, UnderWay>();

  constructor(history: HistoryInWorld, sections: Sections) {
    this.#history = history;
    this.#sections = sections;
    this.keyRunId = history.keyRunId;
  }

  take(path: string): UnderWay | undefined {
    const underWay = this.#underWay.get(path);
    this.#underWay.delete(path);
    return underWay;
  }

  async call(scope: Scope, call: ActionCall): Promise<LocalEnd> {
    const began = this.task();
    const end = await this.#history.runtime.callAction(scope, call);
    return { end, took: this.task() - began };
  }

  task(): number {
    return this.#history.world.now();
  }

  async giveUp({ path }: ActionCall): Promise<Outcome<ActionResult>> {
    const underWay = this.take(path);
    underWay?.own.cancel('superseded');
    return underWay?.end ?? { status: 'cancelled' };
  }

  standing(pending: ReadonlySet<string>): SectionRun | undefined {
    const snapshot = this.#history.standing(pending);
    const { definition, input, info, partition, verdict } = this.#history.request;
    if (snapshot === undefined) return undefined;
    return { definition, input, info, snapshot, ...(partition && { partition }), ...(verdict && { verdict }) };
  }

  section(request: SectionRequest): StartedSection {
    const section = new InMemorySection(this.#history, { ...this.#sections, underWay: this.#underWay });
    return { end: section.run(request), stop: () => undefined };
  }
}

interface Surroundings extends Sections {
  readonly underWay: Map<string, UnderWay>;
}

class InMemorySection implements SectionHost {
  readonly #history: HistoryInWorld;
  readonly #underWay: Map<string, UnderWay>;
  readonly #stopWhen: () => boolean;
  readonly #together: boolean;
  /** Resolves when the moment is over. */
  #over: Promise<void> | undefined;
  readonly #began: number;
  readonly #stop: Promise<undefined>;
  readonly #tell: () => void;
  readonly #timers: (() => void)[] = [];
  readonly #release: () => void;
  stopped = false;

  constructor(history: HistoryInWorld, { underWay, stopWhen = () => false, together = false }: Surroundings) {
    this.#history = history;
    this.#underWay = underWay;
    this.#stopWhen = stopWhen;
    this.#together = together;
    this.#began = history.world.now();
    let tell: () => void = () => undefined;
    this.#stop = new Promise((resolve) => {
      tell = () => {
        this.stopped = true;
        resolve(undefined);
      };
    });
    this.#tell = tell;
    this.#release = history.world.hold(tell);
  }

  async run(request: SectionRequest): Promise<Outcome<SectionLog>> {
    const log = await runSection(jsonOf(request), this);
    for (const off of this.#timers) off();
    this.#release();
    return { status: 'completed', value: jsonOf(log) };
  }

  elapsed(): number {
    return this.#history.world.now() - this.#began;
  }

  stopSoon(): void {
    this.#tell();
  }

  stopIn(ms: number): () => void {
    const off = this.#history.world.clock.after(ms, this.#tell, 'limit');
    this.#timers.push(off);
    return off;
  }

  quiet(): Promise<void> {
    return this.#history.world.quiet();
  }

  delivered(): void {
    if (this.#stopWhen()) this.#tell();
  }

  async call(scope: Scope, call: ActionCall): Promise<CallEnd> {
    const own = Scope.root();
    const off = scope.onCancel((reason) => own.cancel(reason));
    const attempts = this.#history.runtime.attempts(own, call);
    const end = await Promise.race([attempts, this.#stop]);
    if (this.#together) await this.#momentOver();
    if (end !== undefined) {
      off();
      return end;
    }
    this.#underWay.set(call.path, { own, end: attempts });
    return { status: 'handed-on', earlier: { failures: 0 }, delay: 0, elapsed: this.elapsed() };
  }

  #momentOver(): Promise<void> {
    const { clock } = this.#history.world;
    this.#over ??= new Promise((resolve) => {
      clock.after(0, () => {
        this.#over = undefined;
        resolve();
      });
    });
    return this.#over;
  }
}

function jsonOf<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

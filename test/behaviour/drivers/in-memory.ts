import { setImmediate as followUps } from 'node:timers/promises';

import { usesModes } from '../../../src/core/execution/uses-modes.ts';
import type { Failure } from '../../../src/core/errors/failure.ts';
import type { RunControl } from '../../../src/core/interpreter/interpreter.ts';
import type { InMemoryRuntime } from '../../../src/testing/in-memory-runtime.ts';
import type { MockAction, MockContext } from '../../../src/testing/mock-attempt.ts';
import { startInMemory } from '../../../src/testing/start-in-memory.ts';
import type { WireWorkflowResult } from '../../../src/core/run/result.ts';
import type { LetterNote } from '../../../src/core/run/letter.ts';
import type { OperatorCommand } from '../../../src/core/run/operator.ts';
import { isOver } from '../../../src/core/run/status.ts';
import { type DrivenRun, type Driver, type SeenLetter, type Signals } from '../driver.ts';
import { besideInMemory } from './beside-in-memory.ts';
import { PROBE_ACTIONS, Probes, type Probe } from '../probe.ts';

/** What may differ between two runs of a suite without a difference in what it sees. */
export interface Circumstances {
  /** Shuffles what is delivered next. */
  readonly pick?: () => (length: number) => number;
  /** Says where a run goes on in a fresh history. */
  readonly handOverWhen?: () => () => boolean;
  /** Of each definition that does not say so itself. */
  readonly execution?: 'local' | 'express';
}

/** The in-memory runtime; each run has a world of its own, with its children. */
export function inMemoryDriver({ pick, handOverWhen, execution }: Circumstances = {}): Driver {
  let runs = 0;
  return {
    name: 'in memory',
    virtual: true,
    start(given, options = {}) {
      const definition = execution === undefined ? given : { execution, ...given };
      const probes = new Probes();
      const runId = `run-${(runs += 1)}`;
      const { runtime, result } = startInMemory(definition, {
        ...options,
        runId,
        idle: 'wait',
        actions: actionsOf((ctx) => probes.of(runIdOf(ctx))),
        ...(pick === undefined ? {} : { pick: pick() }),
        ...(handOverWhen === undefined ? {} : { handOverWhen: handOverWhen() }),
        around: (history) => (usesModes(history.request.definition) ? besideInMemory(history) : undefined),
      });
      // A test that only looks at the state does not look at the result.
      result.catch(() => undefined);
      return Promise.resolve(new World(runtime, probes, result).hands(runId));
    },
  };
}

export function probeActions(probe: Probe): Readonly<Record<string, MockAction>> {
  return actionsOf(() => probe);
}

function actionsOf(probeOf: (ctx: MockContext) => Probe): Readonly<Record<string, MockAction>> {
  return Object.fromEntries(
    PROBE_ACTIONS.map((action) => [`probe.${action}`, ((params, ctx) => probeOf(ctx).call(action, params, ctx)) satisfies MockAction]),
  );
}

/** The run that calls, as its idempotency key names it. */
function runIdOf({ idempotencyKey, path }: MockContext): string {
  return idempotencyKey.slice(0, -`/${path}`.length);
}

/** A run with all that it starts. */
class World {
  readonly #runtime: InMemoryRuntime;
  readonly #probes: Probes;
  /** Resolves when nobody drives the world any more. */
  #driven: Promise<unknown>;

  /** The world is driven until the first run has ended. */
  constructor(runtime: InMemoryRuntime, probes: Probes, first: Promise<unknown>) {
    this.#runtime = runtime;
    this.#probes = probes;
    this.#driven = first;
  }

  hands(runId: string): DrivenRun {
    const control = () => this.#control(runId);
    const send = <N extends keyof Signals>(name: N, message: Signals[N]) => this.#send(runId, name, message);
    return {
      runId,
      probe: this.#probes.of(runId),
      result: () => this.#result(runId),
      pause: async () => this.#runtime.inject(() => control().pause()),
      resume: async () => this.#runtime.inject(() => control().resume()),
      cancel: async (request = {}) => this.#runtime.inject(() => void control().cancel(request)),
      state: () => this.#look(runId, (run) => run.state()),
      trail: () => this.#look(runId, (run) => run.trail(0).entries),
      rollbackPlan: () => this.#look(runId, (run) => run.rollbackPlan()),
      tasks: () => this.#look(runId, (run) => run.tasks()),
      send: (event) => send('event', event),
      approve: (vote) => send('approve', vote),
      reject: (vote) => send('reject', vote),
      operate: (command) => this.#operate(runId, command),
      letters: async () => seenLetters(this.#runtime.letters),
      rollbacks: async () => this.#runtime.rollbacks,
      signal: async (name, message) => void (await send(name, message)),
      other: (id) => this.hands(id),
      until: (fits) => this.#until(runId, (run) => [run.state()].find((state) => fits(state))),
      untilTold: (fits) => this.#until(runId, (run) => run.trail(0).entries.find((entry) => fits(entry))),
    };
  }

  /** Virtual time moves on meanwhile only when nothing else happens. */
  async #until<T>(runId: string, look: (run: RunControl) => T | undefined): Promise<T> {
    for (;;) {
      const run = this.#runtime.runs.get(runId);
      const found = run === undefined ? undefined : look(run);
      if (found !== undefined) return found;
      if (run !== undefined && isOver(run.status())) throw new Error(`run ${runId} ended, and what was waited for did not come`);
      await this.#free();
      await followUps();
    }
  }

  /** A section that is at work ends, as it does by itself on a worker: the run tells nothing meanwhile. */
  async #free(): Promise<void> {
    if (this.#runtime.held) await this.#runtime.inject(() => undefined);
  }

  async #look<T>(runId: string, at: (run: RunControl) => T): Promise<T> {
    await this.#free();
    return at(this.#control(runId));
  }

  #control(runId: string): RunControl {
    const control = this.#runtime.runs.get(runId);
    if (control === undefined) throw new Error(`there is no run ${runId}`);
    return control;
  }

  async #send<N extends keyof Signals>(runId: string, name: N, message: Signals[N]): Promise<Failure | undefined> {
    const control = this.#control(runId);
    let refused: Failure | undefined;
    await this.#runtime.inject(() => {
      // As JSON, as it travels on Temporal.
      const given = JSON.parse(JSON.stringify(message)) as Signals[N];
      if (name === 'event') refused = control.send(given as Signals['event']);
      else refused = control.vote(name === 'approve', given as Signals['approve']);
    });
    return refused;
  }

  async #operate(runId: string, command: OperatorCommand): Promise<Failure | undefined> {
    let refused: Failure | undefined;
    await this.#runtime.inject(() => {
      refused = this.#control(runId).operate(JSON.parse(JSON.stringify(command)) as OperatorCommand);
    });
    return refused;
  }

  /** A run that goes on when the first has ended needs driving of its own. */
  #result(runId: string): Promise<WireWorkflowResult> {
    const ended = this.#driven.then(() => this.#runtime.drive(endOf(this.#control(runId))));
    this.#driven = ended;
    return ended.then((result) => JSON.parse(JSON.stringify(result)) as WireWorkflowResult);
  }
}

/** What the notes of runs come to. */
function seenLetters(notes: readonly LetterNote[]): readonly SeenLetter[] {
  const letters = new Map<string, SeenLetter>();
  for (const { path, state, call, failure } of notes) {
    const [called, params] =
      'action' in call ? [`${call.action.target}.${call.action.action}`, call.action.params] : [call.child.definition.id, call.child.input];
    const states = [...(letters.get(path)?.states ?? []), state];
    letters.set(path, { path, called, params, attempts: failure.attempts ?? 1, states });
  }
  return [...letters.values()];
}

/** Over all its histories. */
async function endOf(control: RunControl): Promise<unknown> {
  for (;;) {
    const { end } = control;
    const ended = await end;
    if ('result' in ended) return ended.result;
    while (control.end === end) await followUps();
  }
}

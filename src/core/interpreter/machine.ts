import type { Step } from '../definition/step.ts';
import type { State } from '../definition/workflow-definition.ts';
import type { Failure } from '../errors/failure.ts';
import { StepwrightError } from '../errors/stepwright-error.ts';
import type { MachineView, RunEvent } from '../run/wire.ts';
import type { Frame } from './frame.ts';
import { runList } from './list.ts';
import { chosen, dueTimers, nextDue } from './machine-choice.ts';
import type { Run } from './run.ts';
import { completed, type ListPlace, type StepValue } from './run-context.ts';
import type { WorkEnd } from './snapshot.ts';
import { spawn } from './spawn.ts';

/** Transitions without an event or a clock in a row, after which a machine is taken for one that never comes to rest. */
const MOST_IN_A_ROW = 100;

/** A transition under way. */
export interface Move {
  /** Absent: internal, the state is not left. */
  readonly target?: string;
  readonly steps: readonly Step[];
  readonly event: RunEvent | null;
  readonly error: Failure | null;
  /** Exit steps are to run: an error in them, or after them, does not run them again. */
  readonly exits: boolean;
}

/** Where a state machine stands, as JSON. */
export interface MachineState {
  readonly state: string;
  /** Times each state was entered, the present visit included. */
  readonly visits: Readonly<Record<string, number>>;
  /** When the state was entered, ms since the epoch. */
  readonly since: number;
  readonly phase: 'entry' | 'always' | 'waiting' | 'exit' | 'steps' | 'done';
  readonly move?: Move;
  /** Internal transitions of this visit: each has a path of its own. */
  readonly internal: number;
  readonly inARow: number;
  /** Clocks of this visit that have gone off. */
  readonly fired: readonly string[];
  /** What the final state gave. */
  readonly output?: { readonly value: unknown };
}

/** Runs the definition's states until a final one. */
export function runMachine(run: Run, at: ListPlace): Promise<WorkEnd> {
  const machine = new Machine(run, at);
  run.hands = machine;
  return machine.run();
}

/** What messages and queries ask of a state machine. */
export interface MachineHands {
  /** Why an event is not taken in; undefined: it is. */
  refuses(event: RunEvent): Failure | undefined;
  /** An event was kept. */
  arrived(): void;
  view(): MachineView;
}

class Machine implements MachineHands {
  readonly #run: Run;
  readonly #at: ListPlace;
  readonly #states: Readonly<Record<string, State>>;
  #wake: () => void = () => undefined;

  constructor(run: Run, at: ListPlace) {
    this.#run = run;
    this.#at = at;
    this.#states = run.definition.states ?? {};
    run.machine ??= this.#entered(run.definition.initial ?? '', {});
  }

  async run(): Promise<WorkEnd> {
    for (;;) {
      const end = await this.#phase();
      if (end !== undefined) return end;
      this.#run.handOver.look();
      if (this.#at.scope.cancelled) return { status: 'cancelled' };
    }
  }

  refuses(event: RunEvent): Failure | undefined {
    const { phase, state } = this.#now;
    const accepted = this.view().nextEvents;
    if (phase !== 'waiting' || accepted.includes(event.type)) return undefined;
    return notTaken(event, state, accepted);
  }

  arrived(): void {
    this.#wake();
  }

  view(): MachineView {
    const { state } = this.#now;
    return { currentState: state, nextEvents: Object.keys(this.#states[state]?.on ?? {}) };
  }

  get #now(): MachineState {
    return this.#run.machine ?? this.#entered('', {});
  }

  get #state(): State {
    return this.#states[this.#now.state] ?? {};
  }

  #to(change: Partial<MachineState>): void {
    const { move: _move, ...rest } = this.#now;
    this.#run.machine = { ...rest, ...change };
  }

  #entered(state: string, visits: Readonly<Record<string, number>>): MachineState {
    const visit = (visits[state] ?? 0) + 1;
    const since = this.#run.runtime.now();
    return { state, visits: { ...visits, [state]: visit }, since, phase: 'entry', internal: 0, inARow: 0, fired: [] };
  }

  /** Does what the phase is about, and goes to the next; a value is the end. */
  async #phase(): Promise<WorkEnd | undefined> {
    const { phase, move } = this.#now;
    switch (phase) {
      case 'entry':
        return this.#entry();
      case 'always':
        return this.#always();
      case 'waiting':
        return this.#wait();
      case 'exit':
        return this.#steps(this.#state.exit, { next: { phase: 'steps', ...(move === undefined ? {} : { move }) } });
      case 'steps':
        return this.#move(move);
      case 'done':
        return { status: 'completed' };
    }
  }

  async #entry(): Promise<WorkEnd | undefined> {
    const end = await this.#steps(this.#state.entry, { next: { phase: 'always' } });
    if (end !== undefined || this.#now.phase !== 'always' || this.#state.type !== 'final') return end;
    const { output } = this.#state;
    this.#to({ phase: 'done', ...(output === undefined ? {} : { output: { value: this.#visit().resolve(output) } }) });
    return { status: 'completed' };
  }

  async #always(): Promise<WorkEnd | undefined> {
    const found = chosen(this.#state.always, this.#visit().with({ event: null }));
    if (found === undefined) {
      this.#to({ phase: 'waiting', inARow: 0 });
      return undefined;
    }
    return this.#begin({ ...found, event: null, error: null, exits: true }, this.#now.inARow + 1);
  }

  async #move(move: Move | undefined): Promise<WorkEnd | undefined> {
    const { target, steps = [], event = null, error = null } = move ?? {};
    const { internal, visits, inARow } = this.#now;
    const frame = (target === undefined ? this.#internal(internal) : this.#visit()).with({ event, error });
    const moved = target === undefined ? { phase: 'always' as const, internal: internal + 1 } : {};
    const end = await this.#steps(steps, { frame, next: moved });
    if (end !== undefined || this.#now.move !== undefined) return end;
    // The first internal transition's steps belong to the visit.
    if (target === undefined && internal > 0) this.#run.journal.fold(frame.body);
    if (target === undefined) return undefined;
    this.#run.journal.fold(this.#visit().body);
    this.#run.machine = { ...this.#entered(target, visits), inARow };
    return undefined;
  }

  /** Starts a transition; one that no event and no clock brought counts towards the limit. */
  #begin(move: Move, inARow: number): WorkEnd | undefined {
    if (inARow > MOST_IN_A_ROW) return { status: 'failed', failure: restless(this.#now.state) };
    this.#to({ phase: move.target !== undefined && move.exits ? 'exit' : 'steps', move, inARow });
    return undefined;
  }

  /** Runs a list in the present visit; when it fails, `onError` says how it goes on. */
  async #steps(
    steps: readonly Step[] = [],
    { frame = this.#visit(), next }: { readonly frame?: Frame; readonly next: Partial<MachineState> },
  ): Promise<WorkEnd | undefined> {
    const value = await spawn(() => this.#list(steps, frame));
    if (value.status === 'cancelled' || this.#run.returned) return { status: 'cancelled' };
    if (value.status === 'failed') return this.#failed(value.failure);
    this.#to(next);
    return undefined;
  }

  #list(steps: readonly Step[], frame: Frame): Promise<StepValue> {
    return steps.length === 0 ? Promise.resolve(completed(null)) : runList({ ...this.#at, frame, prefix: frame.body }, steps);
  }

  #failed(failure: Failure): WorkEnd | undefined {
    const found = chosen(this.#state.onError, this.#visit().with({ error: failure, event: null }));
    if (found === undefined) return { status: 'failed', failure };
    const exits = this.#now.phase === 'entry' || (this.#now.phase === 'steps' && this.#now.move?.target === undefined);
    return this.#begin({ ...found, event: null, error: failure, exits }, this.#now.inARow + 1);
  }

  /** Waits for an event that the state names, or a clock of it. */
  async #wait(): Promise<WorkEnd | undefined> {
    const { scope } = this.#at;
    for (;;) {
      await this.#run.gate.pass(scope);
      if (scope.cancelled) return { status: 'cancelled' };
      const found = this.#clock() ?? this.#event();
      if (found !== undefined) return this.#begin(found, 0);
      await this.#news();
    }
  }

  #clock(): Move | undefined {
    const { since, fired } = this.#now;
    for (const key of dueTimers(this.#state, { since, fired, now: this.#run.runtime.now() })) {
      this.#run.machine = { ...this.#now, fired: [...this.#now.fired, key] };
      const found = chosen(this.#state.after?.[key], this.#visit().with({ event: null }));
      if (found !== undefined) return { ...found, event: null, error: null, exits: true };
    }
    return undefined;
  }

  #event(): Move | undefined {
    const { on = {} } = this.#state;
    for (let event = this.#run.events.shift(); event !== undefined; event = this.#run.events.shift()) {
      const found = Object.hasOwn(on, event.type) ? chosen(on[event.type], this.#visit().with({ event })) : undefined;
      if (found !== undefined) return { ...found, event, error: null, exits: true };
      const why = Object.hasOwn(on, event.type) ? undefined : notTaken(event, this.#now.state, Object.keys(on));
      this.#run.notice(`event ${event.type} was passed over`, why === undefined ? {} : { failure: why });
    }
    return undefined;
  }

  /** Resolves when there may be something to do. */
  async #news(): Promise<void> {
    const { runtime } = this.#run;
    const { since, fired, state } = this.#now;
    const due = nextDue(this.#state, { since, fired });
    const clock = this.#at.scope.child();
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      const off = clock.onCancel(() => resolve());
      if (due === undefined) return;
      void spawn(async () => {
        const slept = await runtime.sleep(clock, Math.max(0, due - runtime.now()), `${state} · after`);
        off();
        resolve();
        return slept;
      });
    });
    this.#wake = () => undefined;
    clock.cancel('superseded');
    clock.end();
  }

  /** The body of the present visit. */
  #visit(): Frame {
    const { state, visits } = this.#now;
    const visit = visits[state] ?? 1;
    return this.#at.frame.inside(visit === 1 ? state : `${state}#${visit}`);
  }

  /** A body inside it, for the steps of an internal transition after the first. */
  #internal(number: number): Frame {
    const visit = this.#visit();
    return number === 0 ? visit : visit.inside(`${visit.body}[${number}]`);
  }
}

function notTaken({ type }: RunEvent, state: string, accepted: readonly string[]): Failure {
  const takes = accepted.length === 0 ? 'takes no events' : `takes ${accepted.join(', ')}`;
  return {
    code: 'EventNotAccepted',
    class: 'validation',
    message: `state "${state}" does not take ${type}: it ${takes}`,
    details: { accepted },
  };
}

function restless(state: string): Failure {
  const error = new StepwrightError(
    'IterationLimit',
    `the machine does not come to rest in state "${state}": ${MOST_IN_A_ROW} transitions in a row needed no event`,
  );
  return { code: error.code, class: 'permanent', message: error.message };
}

import type { ActionCall, ActionResult, ChildCall, Outcome, Runtime, StartedChild } from '../interpreter/runtime.ts';
import type { Scope } from '../interpreter/scope.ts';
import { REST } from '../interpreter/turn.ts';
import type { CallEnd, HandedOn, LocalEnd } from '../run/call-end.ts';
import { present } from '../present.ts';
import { spawn } from '../interpreter/spawn.ts';
import { play, Quiet, type Stage } from './playback.ts';
import type { Delivery, SectionLog, SectionRequest, SectionRun } from './section.ts';

/** What the adapter of a world can do besides its runtime: calls that take no task queue. */
export interface Beside {
  /** Makes a call beside the workflow. */
  call(scope: Scope, call: ActionCall): Promise<LocalEnd>;
  /** Another number in each workflow task. */
  task(): number;
  /** Goes on with the run beside the workflow; `brief` where it ends before anybody notices. */
  section(request: SectionRequest, how: { readonly brief: boolean }): StartedSection;
  /** Ends the attempt of a call that was handed on, if nobody has taken it up. Gives what became of it. */
  giveUp(call: ActionCall): Promise<Outcome<ActionResult>>;
  /** The run as it stands while these calls are pending; undefined while that would not say everything. */
  standing(pending: ReadonlySet<string>): SectionRun | undefined;
  readonly keyRunId: string;
}

export interface StartedSection {
  readonly end: Promise<Outcome<SectionLog>>;
  /** Somebody waits for its end: no further call begins. */
  stop(): void;
}

/** Milliseconds for which a section may keep the workflow from its messages. */
const BRIEF = 1_000;
/** Milliseconds of one that does not; what it did shows when it ends. */
const LONG = 5_000;

const DONE = { status: 'completed', value: null } as const;
const NOTHING: SectionLog = { deliveries: [], took: 0 };

interface Want {
  readonly scope: Scope;
  readonly call: ActionCall;
  readonly end: (outcome: Outcome<ActionResult>) => void;
}

/**
 * A runtime whose calls may be `local` or `express`. What wants to be made express is collected until nothing else happens; then a
 * section goes on with the run beside the workflow, and its log is played to this interpreter. Meanwhile nothing else reaches it:
 * what a section did is history before anything that came later.
 */
export class ModeRuntime implements Runtime, Stage {
  readonly #inner: Runtime;
  readonly #beside: Beside;
  readonly #inSequence: boolean;
  readonly #quiet: Quiet;
  readonly #wants = new Map<string, Want>();
  /** Paths of calls that are under way elsewhere. */
  readonly #pending = new Set<string>();
  /** Actions that can't be called beside the workflow. */
  readonly #never = new Set<string>();
  /** What is left of the last log: in a sequence what is being played; else ends nobody has asked for yet, since a pause keeps those who will. */
  #early: readonly Delivery[] = [];
  /** Paths of the log that is being played; absent: none is. */
  #playing: Set<string> | undefined;
  #section: { readonly started: StartedSection; readonly over: Promise<void> } | undefined;
  #collecting = false;
  #brief = true;
  /** Those that have not rung, ms since the epoch. */
  readonly #timers = new Set<{ readonly due: number }>();
  #resting = 0;
  #rested: () => void = () => undefined;
  #now = 0;
  /** The workflow task in which time is what the ends of local calls say. */
  #timed: number | undefined;
  /** Resolves when the last local call that has ended may be given its end. */
  #turn: Promise<void> = Promise.resolve();
  /** When the section that is being played ended. */
  #end = 0;

  /** @param inSequence a run of the definition never has two calls under way */
  constructor(inner: Runtime, beside: Beside, inSequence: boolean) {
    this.#inner = inner;
    this.#beside = beside;
    this.#inSequence = inSequence;
    this.#quiet = new Quiet(() => inner.quiet());
  }

  /** Resolves at once unless a section is at work, which then ends soon. Messages wait for it. */
  async free(): Promise<void> {
    while (this.#section !== undefined) {
      this.#section.started.stop();
      await this.#section.over;
    }
  }

  get busy(): boolean {
    return this.#section !== undefined;
  }

  now(): number {
    const own = this.#playing !== undefined || this.#timed === this.#beside.task();
    return own ? this.#now : Math.max(this.#now, this.#inner.now());
  }

  /** An express call ends, and a sleep is cancelled, in as many microtasks as in a section: of two that end together the same one is ahead. */
  callAction(scope: Scope, call: ActionCall): Promise<Outcome<ActionResult>> {
    const { execution, ...remote } = call;
    if (execution === undefined || this.#never.has(nameOf(call))) return this.#remotely(scope, remote);
    return execution === 'local' ? this.#local(scope, call) : this.#express(scope, call);
  }

  async startChild(scope: Scope, child: ChildCall): Promise<Outcome<StartedChild>> {
    if (scope.cancelled) return { status: 'cancelled' };
    return this.#held(this.#inner.startChild(scope, child).then((started) => this.#holdChild(started)));
  }

  sleep(scope: Scope, ms: number, summary: string): Promise<Outcome<null>> {
    if (scope.cancelled) return Promise.resolve({ status: 'cancelled' });
    if (summary === REST) return this.#rest(scope, ms);
    return new Promise((resolve) => {
      const off = scope.onCancel(() => resolve({ status: 'cancelled' }));
      void this.#timer(scope, ms, summary).then((slept) => {
        off();
        resolve(slept);
      });
    });
  }

  async #timer(scope: Scope, ms: number, summary: string): Promise<Outcome<null>> {
    // What began inside a section has slept since.
    const since = this.#playing === undefined ? 0 : Math.max(0, this.#end - this.now());
    const timer = { due: this.now() + ms };
    this.#timers.add(timer);
    const slept = await this.#inner.sleep(scope, Math.max(0, ms - since), summary);
    this.#timers.delete(timer);
    // Called off, it is so for the section as well.
    if (slept.status === 'completed') await this.free();
    return slept;
  }

  async #rest(scope: Scope, ms: number): Promise<Outcome<null>> {
    this.#resting += 1;
    const slept = await this.#inner.sleep(scope, ms, REST);
    this.#resting -= 1;
    this.#rested();
    return slept;
  }

  /** A fresh history would not know what a section did. */
  historyLoad(): number {
    return this.busy ? 0 : this.#inner.historyLoad();
  }

  quiet(): Promise<void> {
    return this.#quiet.wait();
  }

  log(level: 'info' | 'warn' | 'error', message: string, fields: Readonly<Record<string, unknown>>): void {
    this.#inner.log(level, message, fields);
  }

  changed(): void {
    this.#inner.changed();
  }

  async settled(): Promise<void> {
    await this.#quiet.settled();
    while (this.#resting > 0) {
      await new Promise<void>((resolve) => {
        this.#rested = resolve;
      });
      await this.#quiet.settled();
    }
  }

  waits(path: string): boolean {
    return this.#wants.has(path);
  }

  deliver({ path, at, end }: Delivery): void {
    this.#now = Math.max(this.#now, at);
    this.#playing?.delete(path);
    const want = this.#wants.get(path);
    this.#wants.delete(path);
    if (want === undefined) return;
    if (end.status === 'handed-on') void this.#under(path, this.#goOn(want, end)).then(want.end);
    else want.end(end);
  }

  async #remotely(scope: Scope, call: ActionCall): Promise<Outcome<ActionResult>> {
    if (scope.cancelled) return { status: 'cancelled' };
    return this.#under(call.path, this.#held(this.#inner.callAction(scope, call)));
  }

  async #local(scope: Scope, call: ActionCall): Promise<Outcome<ActionResult>> {
    if (scope.cancelled) return { status: 'cancelled' };
    const end = await this.#under(call.path, this.#inTurn(this.now(), this.#held(this.#beside.call(scope, call))));
    return end.status === 'handed-on' ? this.#under(call.path, this.#goOn({ scope, call }, end)) : end;
  }

  /** A replay has all local calls of a workflow task at once, at the time of the last: each is given its end by itself, at its own. */
  async #inTurn(began: number, coming: Promise<LocalEnd>): Promise<CallEnd> {
    const { end, took } = await coming;
    this.#turn = this.#turn.then(() => this.settled());
    await this.#turn;
    this.#now = Math.max(this.#now, began + took);
    this.#timed = this.#beside.task();
    return end;
  }

  #express(scope: Scope, call: ActionCall): Promise<Outcome<ActionResult>> {
    if (scope.cancelled) return Promise.resolve({ status: 'cancelled' });
    const { path } = call;
    return new Promise((resolve) => {
      const off = scope.onCancel(() => this.#cancelled(path));
      const end = (outcome: Outcome<ActionResult>) => {
        off();
        resolve(outcome);
      };
      this.#wants.set(path, { scope, call, end });
      if (!this.#deliverEarly(path)) void spawn(() => this.#collect());
    });
  }

  #deliverEarly(path: string): boolean {
    const early = this.#early.find((each) => each.path === path);
    if (early === undefined) return false;
    this.#early = this.#early.filter((each) => each !== early);
    this.deliver(early);
    return true;
  }

  /** Unless its end is known, or will be. */
  #cancelled(path: string): void {
    if (this.#playing === undefined ? this.busy : this.#playing.has(path)) return;
    const want = this.#wants.get(path);
    this.#wants.delete(path);
    want?.end({ status: 'cancelled' });
  }

  /** Goes on as an activity, with the same path. */
  async #goOn({ scope, call }: Pick<Want, 'scope' | 'call'>, { earlier, delay, elapsed, never }: HandedOn): Promise<Outcome<ActionResult>> {
    const { execution: _beside, totalTimeout, ...remote } = call;
    if (never === true) this.#never.add(nameOf(call));
    // Something that the section did not come to know has cancelled it meanwhile.
    if (scope.cancelled) return never === true ? { status: 'cancelled' } : this.#beside.giveUp(call);
    const left = totalTimeout === undefined ? undefined : Math.max(1, totalTimeout - elapsed - delay);
    const waited = delay === 0 || (await this.#inner.sleep(scope, delay, `${call.path} · next attempt`)).status === 'completed';
    if (!waited) return { status: 'cancelled' };
    return this.#held(this.#join(scope, { ...remote, earlier, ...present({ totalTimeout: left }) }));
  }

  /** Cancelled before a worker saw it, it leaves the attempt behind that it would have joined. */
  async #join(scope: Scope, call: ActionCall): Promise<Outcome<ActionResult>> {
    const outcome = await this.#inner.callAction(scope, call);
    return outcome.status === 'cancelled' ? this.#beside.giveUp(call) : outcome;
  }

  /** The interpreter knows nothing of it until then. */
  async #under<T>(path: string, work: Promise<T>): Promise<T> {
    this.#pending.add(path);
    const end = await work;
    this.#pending.delete(path);
    return end;
  }

  /** What has come while a section is at work waits for its end. */
  async #held<T>(coming: Promise<T>): Promise<T> {
    const come = await coming;
    await this.free();
    return come;
  }

  #holdChild(started: Outcome<StartedChild>): Outcome<StartedChild> {
    if (started.status !== 'completed') return started;
    const child = started.value;
    return { status: 'completed', value: { end: this.#held(child.end), tell: (what) => this.#held(child.tell(what)) } };
  }

  async #collect(): Promise<Outcome<null>> {
    if (this.#collecting) return DONE;
    this.#collecting = true;
    await this.settled();
    while (this.#wants.size > 0) {
      const run = this.#standing();
      if (run === undefined || !(await this.#go(run))) this.#apart();
      await this.settled();
    }
    this.#collecting = false;
    return DONE;
  }

  /** Undefined: this is no moment for a section. One that knew of a timer which is due and has not rung would go past it. */
  #standing(): SectionRun | undefined {
    const now = this.now();
    if (this.#inner.historyLoad() >= 1 || [...this.#timers].some(({ due }) => due <= now)) return undefined;
    return this.#beside.standing(new Set([...this.#pending, ...this.#wants.keys()]));
  }

  /** One section, and what follows from it; false when nothing did. */
  async #go(run: SectionRun): Promise<boolean> {
    const brief = this.#brief;
    const request = {
      run,
      keyRunId: this.#beside.keyRunId,
      now: this.now(),
      wanted: [...this.#wants.keys()],
      elsewhere: [...this.#pending],
      budget: brief ? BRIEF : LONG,
    };
    const started = this.#beside.section(request, { brief });
    let release: () => void = () => undefined;
    const over = new Promise<void>((resolve) => {
      release = resolve;
    });
    this.#section = { started, over };
    const ended = await started.end;
    const { deliveries, took } = ended.status === 'completed' ? ended.value : NOTHING;
    // One that took long is followed by one that does not keep the workflow from its messages.
    this.#brief = took < request.budget / 2;
    this.#now = request.now;
    this.#end = request.now + took;
    this.#playing = new Set(deliveries.map(({ path }) => path));
    await this.#play(deliveries);
    this.#playing = undefined;
    this.#now = Math.max(this.#now, this.#end);
    this.#section = undefined;
    for (const [path, { scope }] of this.#wants) if (scope.cancelled) this.#cancelled(path);
    release();
    return deliveries.length > this.#early.length;
  }

  /** Waiting for quiet takes long in a sandbox: in a sequence the next call is quiet enough. */
  async #play(deliveries: readonly Delivery[]): Promise<void> {
    if (this.#inSequence) {
      this.#early = deliveries;
      for (const path of this.#wants.keys()) this.#deliverEarly(path);
      await this.settled();
    } else this.#early = await play(deliveries, this);
  }

  /** Each wanted call by itself. */
  #apart(): void {
    for (const [path, want] of this.#wants) {
      this.#wants.delete(path);
      void this.#local(want.scope, want.call).then(want.end);
    }
  }
}

function nameOf({ target, action }: ActionCall): string {
  return `${target}.${action}`;
}

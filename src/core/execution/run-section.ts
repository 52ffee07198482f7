import { startRun } from '../interpreter/interpreter.ts';
import type { ActionCall, ActionResult, Outcome, Runtime } from '../interpreter/runtime.ts';
import type { Scope } from '../interpreter/scope.ts';
import { REST } from '../interpreter/turn.ts';
import { GROUPS_SINCE, INTERPRETER } from '../interpreter/version.ts';
import type { CallEnd } from '../run/call-end.ts';
import { play, Quiet, type Stage } from './playback.ts';
import type { Delivery, SectionLog, SectionRequest } from './section.ts';

/** Ends of calls after which a section ends: its log travels as one value. */
const MOST_DELIVERIES = 1000;
/** Characters of them, likewise. */
const MOST_TEXT = 256_000;

/** What a section needs of the process it runs in. */
export interface SectionHost {
  /** Makes a call with all its attempts, until the scope is cancelled or the section is stopped. Never rejects. */
  call(scope: Scope, call: ActionCall): Promise<CallEnd>;
  /** Milliseconds since the section began. */
  elapsed(): number;
  /** Resolves when everything has happened that follows from the last delivery. */
  quiet(): Promise<void>;
  /** There is no more time. */
  readonly stopped: boolean;
  /** Stops the section in a moment: the workflow must have the run. */
  stopSoon(): void;
  /** Stops the section in so many milliseconds, unless it has ended or the function that this gives is called before. */
  stopIn(ms: number): () => void;
  /** Told after each delivery. */
  delivered(log: readonly Delivery[]): void;
}

/**
 * Goes on with a run beside the workflow, as far as that takes nothing but express calls: whatever else it waits for is left to the
 * workflow, which does the same when it is given the log.
 *
 * @param known what an earlier attempt at this section had delivered
 */
export async function runSection(request: SectionRequest, host: SectionHost, known: readonly Delivery[] = []): Promise<SectionLog> {
  const runtime = new SectionRuntime(request, host, known);
  const control = startRun(request.run, runtime);
  let ended = false;
  void control.end.then(() => {
    ended = true;
  });
  if (known.length === 0 && !(await runtime.asksFor(request.wanted))) return { deliveries: [], took: 0 };
  runtime.begin();
  await play(known, runtime);
  await runtime.settled();
  const tasks = control.tasks().length;
  while (!ended && (await runtime.next())) if (control.tasks().length > tasks) host.stopSoon();
  return { deliveries: runtime.deliveries, took: runtime.time - request.now };
}

/** What an interpreter sees of the world beside the workflow: time stands still between two deliveries, as it does there. */
class SectionRuntime implements Runtime, Stage {
  readonly deliveries: Delivery[] = [];
  readonly #host: SectionHost;
  readonly #quiet: Quiet;
  readonly #mostTogether: number;
  /** Calls that are not made here. */
  readonly #elsewhere: ReadonlySet<string>;
  readonly #waiting = new Map<string, (outcome: Outcome<ActionResult>) => void>();
  readonly #ended: Omit<Delivery, 'at'>[] = [];
  /** When this attempt at the section began. */
  readonly #began: number;
  /** Calls that wait until it is known that the run stands as it should. */
  #held: (() => void)[] | undefined = [];
  #underWay = 0;
  #text = 0;
  #now: number;
  #wake: () => void = () => undefined;

  constructor({ run, elsewhere, now }: SectionRequest, host: SectionHost, known: readonly Delivery[]) {
    this.#host = host;
    this.#mostTogether = (run.info.interpreter ?? INTERPRETER) >= GROUPS_SINCE ? Number.POSITIVE_INFINITY : 1;
    this.#quiet = new Quiet(() => host.quiet());
    this.#elsewhere = new Set([...elsewhere, ...known.map(({ path }) => path)]);
    this.#began = Math.max(now, known.at(-1)?.at ?? 0);
    this.#now = now;
  }

  /** Whether these are the calls that the run wants to make at first. */
  async asksFor(paths: readonly string[]): Promise<boolean> {
    await this.settled();
    const asked = [...this.#waiting.keys()].filter((path) => !this.#elsewhere.has(path));
    return asked.length === paths.length && paths.every((path) => this.#waiting.has(path));
  }

  /** Makes them. */
  begin(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const make of held) make();
  }

  /** No further call begins. */
  get closed(): boolean {
    return this.#host.stopped || this.deliveries.length >= MOST_DELIVERIES || this.#text > MOST_TEXT;
  }

  now(): number {
    return this.#now;
  }

  callAction(scope: Scope, call: ActionCall): Promise<Outcome<ActionResult>> {
    if (scope.cancelled) return Promise.resolve({ status: 'cancelled' });
    return new Promise((resolve) => {
      if (call.execution !== 'express') return this.#leave(scope);
      this.#waiting.set(call.path, resolve);
      if (this.#elsewhere.has(call.path)) return this.#whenCancelled(scope);
      if (this.closed) scope.onCancel(() => resolve({ status: 'cancelled' }));
      else if (this.#held === undefined) void this.#make(scope, call);
      else this.#held.push(() => void this.#make(scope, call));
    });
  }

  /** Something begins that only the workflow can do; what is asked for at first is under way there. */
  #leave(scope: Scope): void {
    if (this.deliveries.length > 0) this.#host.stopSoon();
    this.#whenCancelled(scope);
  }

  /** Only the workflow can cancel what is under way there. */
  #whenCancelled(scope: Scope): void {
    scope.onCancel(() => this.#host.stopSoon());
  }

  async #make(scope: Scope, call: ActionCall): Promise<void> {
    this.#underWay += 1;
    const end = await this.#host.call(scope, call);
    this.#underWay -= 1;
    this.#ended.push({ path: call.path, end });
    this.#wake();
  }

  /** Delivers the next ends of calls; false when there will be none. */
  async next(): Promise<boolean> {
    await this.settled();
    if (this.#ended.length === 0 && this.#underWay > 0) await this.#change();
    const ended = this.#ended.splice(0, this.#mostTogether);
    const at = this.time;
    // The workflow waits for quiet after each group, which takes long there.
    for (const [index, each] of ended.entries()) this.deliver({ ...each, at, ...(index > 0 ? { together: true } : {}) });
    return ended.length > 0;
  }

  settled(): Promise<void> {
    return this.#quiet.settled();
  }

  waits(path: string): boolean {
    return this.#waiting.has(path);
  }

  deliver(delivery: Delivery): void {
    const { path, at, end } = delivery;
    this.#now = Math.max(this.#now, at);
    this.deliveries.push(delivery);
    this.#text += JSON.stringify(end).length;
    this.#host.delivered(this.deliveries);
    const resolve = this.#waiting.get(path);
    this.#waiting.delete(path);
    // What goes on as an activity begins, and is waited for, in the workflow.
    if (end.status === 'handed-on') this.#host.stopSoon();
    else resolve?.(end);
  }

  /** The workflow starts them. */
  startChild(scope: Scope): Promise<never> {
    this.#leave(scope);
    return new Promise(() => undefined);
  }

  /** Timers are the workflow's: when one is due, it must have the run again. */
  sleep(scope: Scope, ms: number, summary: string): Promise<Outcome<null>> {
    if (scope.cancelled) return Promise.resolve({ status: 'cancelled' });
    if (summary === REST) return this.quiet().then(() => ({ status: 'completed', value: null }));
    const { elapsed } = this;
    return new Promise((resolve) => {
      const off = this.#host.stopIn(Math.max(0, ms - elapsed));
      scope.onCancel(() => {
        off();
        resolve({ status: 'cancelled' });
      });
    });
  }

  /** Now, as it will be when something is delivered; ms since the epoch. */
  get time(): number {
    return this.#began + Math.round(this.#host.elapsed());
  }

  /** Milliseconds since the last delivery. */
  get elapsed(): number {
    return Math.max(0, this.time - this.#now);
  }

  /** The workflow goes on in a fresh history when it is its turn. */
  historyLoad(): number {
    return 0;
  }

  quiet(): Promise<void> {
    return this.#quiet.wait();
  }

  log(): void {
    // The workflow says it.
  }

  changed(): void {
    // The workflow shows it.
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

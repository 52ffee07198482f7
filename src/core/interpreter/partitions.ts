import { outlineOfSteps } from '../definition/outline.ts';
import type { StepKind } from '../definition/step.ts';
import type { ForEachStep } from '../definition/steps/for-each.ts';
import { present } from '../present.ts';
import { referencesOfExpression, referencesOfText } from '../expression/static.ts';
import { collectionOf, type Collection, type Element } from './collection.ts';
import type { ItemsCursor } from './items.ts';
import type { PartitionInput, PartitionOutput } from './partition-input.ts';
import { endOfPart } from './part.ts';
import { PAUSES_PARTS_SINCE } from './version.ts';
import { naming } from './rollback-entry.ts';
import { completed, type StepPlace, type StepValue } from './run-context.ts';
import type { ChildCall, ChildResult, Outcome } from './runtime.ts';
import type { Slots } from './slots.ts';
import { spawn } from './spawn.ts';

type Place = StepPlace<ForEachStep>;

/** Elements above which a parallel loop is given to child runs, so many to each. */
const PARTITION_OVER = 1000;
/** Child runs at once. */
const AT_ONCE = 4;
/** Calls at once of a loop that does not say. */
const DEFAULT_CONCURRENCY = 100;

/** How far the partitions of a loop have come, as a fresh history finds it. */
interface PartitionsCursor extends ItemsCursor {
  /** Partitions that have ended and wait for their turn. */
  readonly waiting: readonly (readonly [number, readonly Element[]])[];
}

/** What concerns the run itself: events and votes are sent to it, and `return` ends it. */
const OF_THE_RUN: ReadonlySet<StepKind | undefined> = new Set<StepKind>(['event', 'approval', 'return']);

/** Whether a parallel loop is too long for one history. A generated one is not in the definition that a child gets. */
export function mustPartition({ run, step }: Place, { elements }: ItemsCursor): boolean {
  if (elements.length <= sizeOf(step) || !run.stepIds.has(step.id)) return false;
  return outlineOfSteps([step]).steps.every(({ kind }) => !OF_THE_RUN.has(kind));
}

function sizeOf({ partitionOver = PARTITION_OVER }: ForEachStep): number {
  return partitionOver;
}

/** A parallel loop over child runs; nobody can tell from its value. It is its own cursor. */
export class Partitions {
  readonly #at: Place;
  readonly #begin: ItemsCursor;
  readonly #collection: Collection;
  readonly #slots: Slots;
  readonly #concurrency: number;
  readonly #facts: Pick<PartitionInput, 'names' | 'run'> & { readonly input: Readonly<Record<string, unknown>> };
  readonly #waiting: Map<number, readonly Element[]>;
  /** Partitions before this one are in the collection. */
  #next: number;
  #failed: StepValue | undefined;
  #broken = false;

  constructor(at: Place, begin: ItemsCursor & Partial<PartitionsCursor>) {
    const most = at.step.maxConcurrency ?? at.run.definition.maxConcurrency ?? DEFAULT_CONCURRENCY;
    const atOnce = Math.min(AT_ONCE, most);
    this.#at = { ...at, scope: at.scope.child() };
    this.#begin = begin;
    this.#collection = collectionOf(at.step, begin.collected);
    this.#slots = at.run.limit(atOnce);
    this.#concurrency = Math.max(1, Math.floor(most / atOnce));
    this.#facts = factsFor(at);
    this.#waiting = new Map(begin.waiting);
    this.#next = begin.ended.length;
    at.run.keep(at.path, this);
    at.run.partition({ path: at.path, runIds: Array.from({ length: this.#count }, (_, number) => this.#runIdOf(number)) });
  }

  get #count(): number {
    return Math.ceil(this.#begin.elements.length / sizeOf(this.#at.step));
  }

  #runIdOf(number: number): string {
    const { run, path } = this.#at;
    return `${run.info.runId}/${path}~${number}`;
  }

  toJSON(): PartitionsCursor {
    const ended = Array.from({ length: this.#next }, (_, number) => number);
    return { ...this.#begin, collected: this.#collection.state(), ended, waiting: [...this.#waiting] };
  }

  async run(): Promise<StepValue> {
    const { scope } = this.#at;
    const running: Promise<void>[] = [];
    for (let number = this.#next; number < this.#count; number += 1) if (!this.#waiting.has(number)) running.push(this.#one(number));
    await Promise.all(running);
    const cancelled = scope.cancelled && !this.#broken;
    scope.end();
    if (this.#failed !== undefined) return this.#failed;
    if (cancelled) return { status: 'cancelled' };
    for (const number of [...this.#waiting.keys()].toSorted((a, b) => a - b)) this.#merge(number);
    return completed(this.#collection.value());
  }

  async #one(number: number): Promise<void> {
    const { scope, run, path } = this.#at;
    if (!(await this.#slots.take(scope))) return;
    const key = `${path}~${number}`;
    const child = this.#childOf(number);
    const outcome = await spawn(async () => {
      await run.gate.pass(scope);
      await run.handOver.gate.pass(scope);
      run.handOver.begin(key);
      const started = await run.runtime.startChild(scope, child);
      if (started.status !== 'completed') return started;
      return run.follows(PAUSES_PARTS_SINCE) ? endOfPart({ gate: run.gate, scope }, started.value) : started.value.end;
    });
    this.#slots.release();
    this.#take(number, child, outcome);
    run.handOver.recorded(key);
    run.handOver.look();
  }

  #childOf(number: number): ChildCall {
    const { run, path, step } = this.#at;
    const { input, ...facts } = this.#facts;
    const size = sizeOf(step);
    const from = this.#begin.from + number * size;
    return {
      runId: this.#runIdOf(number),
      definition: run.definition,
      input,
      // A partition is no level of its own.
      parent: { runId: run.info.runId, path, depth: run.info.parent?.depth ?? 0 },
      keyRunId: run.info.keyRunId ?? run.info.runId,
      partition: {
        ...facts,
        stepId: step.id,
        path,
        from,
        elements: this.#begin.elements.slice(number * size, (number + 1) * size),
        maxConcurrency: this.#concurrency,
        ...present({ execution: step.execution ?? this.#at.execution }),
      },
      onParentClose: 'cancel',
      summary: `${path}~${number} · elements from ${from}`,
    };
  }

  #take(number: number, child: ChildCall, outcome: Outcome<ChildResult>): void {
    if (outcome.status === 'cancelled') return;
    if (outcome.status === 'failed') {
      this.#decide(outcome);
      return;
    }
    const { output, status, failure, rollbacks = [] } = outcome.value;
    this.#noteRollbacks(child, rollbacks);
    this.#noteFailures(outcome.value);
    const { elements = [], broken = false } = (output as PartitionOutput | null) ?? {};
    this.#waiting.set(
      number,
      elements.toSorted((a, b) => a.index - b.index),
    );
    for (; this.#waiting.has(this.#next); this.#next += 1) this.#merge(this.#next);
    if (broken) this.#decide(undefined);
    if (status !== 'COMPLETED' && status !== 'CANCELLED')
      this.#decide({ status: 'failed', failure: failure ?? { code: 'Failed', class: 'unknown', message: `a partition ended ${status}` } });
  }

  #merge(number: number): void {
    this.#collection.merge(this.#waiting.get(number) ?? [], this.#at.frame);
    this.#waiting.delete(number);
  }

  #noteRollbacks(child: ChildCall, entries: ChildResult['rollbacks'] = []): void {
    if (entries.length === 0) return;
    const { partition: _partition, ...rest } = child;
    const path = `${this.#at.path}[${child.partition?.from ?? 0}]`;
    const undoing = { ...rest, runId: `${child.runId}~rollback`, summary: `${path}~rollback · undo a partition` };
    this.#at.run.rollbacks.add({ ...naming({ ...this.#at, path }), plan: { child: undoing, entries } });
  }

  /** Failed steps are named by the result of the run that holds the loop. */
  #noteFailures({ steps }: ChildResult): void {
    const { run } = this.#at;
    for (const { status, startTime, endTime, duration: _duration, result: _result, error: _error, ...step } of steps) {
      if (status !== 'FAILED') continue;
      const times = {
        ...(startTime === undefined ? {} : { startedAt: Date.parse(startTime) }),
        ...(endTime === undefined ? {} : { endedAt: Date.parse(endTime) }),
      };
      run.journal.keepFolded({ ...step, ...times, status, body: step.path.slice(0, step.path.lastIndexOf('.')) });
    }
  }

  #decide(failed: StepValue | undefined): void {
    if (this.#failed !== undefined || this.#broken) return;
    this.#failed = failed;
    this.#broken = failed === undefined;
    this.#at.run.handOver.decided(this.#at.path);
    this.#at.scope.cancel('superseded');
  }
}

/** What a partition needs to know of the world around the loop. */
function factsFor({ run, frame, step }: Place) {
  const { steps, places, lists } = outlineOfSteps([executedOf(step)]);
  const own = new Set([
    ...steps.flatMap(({ id }) => id ?? []),
    ...lists.flatMap(({ locals }) => locals),
    'acc',
    'result',
    'secrets',
    'error',
    'attempt',
    'event',
  ]);
  const roots = new Set(
    places.flatMap(({ kind, text }) =>
      (kind === 'text' ? referencesOfText(text, frame.known) : referencesOfExpression(text, frame.known)).map(({ root }) => root),
    ),
  );
  const outer = [...roots].filter((root) => !own.has(root) && root !== 'run' && root !== 'input');
  const inputs = outer.filter((root) => frame.isInput(root));
  const record = frame.lookup('run')?.value as Readonly<Record<string, unknown>>;
  return {
    run: record,
    input: roots.has('input') ? run.input : pick(run.input, inputs),
    names: Object.fromEntries(outer.filter((root) => !inputs.includes(root)).map((root) => [root, frame.lookup(root)?.value ?? null])),
  };
}

/** The part of the loop that partitions execute: what is resolved once, as the whole list of items, is not sent to each. */
function executedOf({ id, type, as, indexAs, batchSize, steps, breakWhen, collect }: ForEachStep) {
  return present({ id, type, as, indexAs, batchSize, steps, breakWhen, collect: typeof collect === 'object' ? collect.fold : collect });
}

function pick(values: Readonly<Record<string, unknown>>, keys: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(keys.filter((key) => Object.hasOwn(values, key)).map((key) => [key, values[key]]));
}

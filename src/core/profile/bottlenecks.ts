import { analyzeWorkflow } from '../analysis/analyze-workflow.ts';
import type { WorkflowDefinition } from '../definition/workflow-definition.ts';
import { usesModes } from '../execution/uses-modes.ts';
import { renderDuration } from '../run/render-duration.ts';
import type { Bottleneck } from './run-profile.ts';
import type { StepTotals, Totals } from './totals.ts';

/** What is less than this is not worth a word: shares of the whole time, and ms. */
const STEP_SHARE = 0.25;
const CAUSE_SHARE = 0.1;
const OVERHEAD_SHARE = 0.25;
const ORDER_SHARE = 0.05;
const LEAST_MS = 10;
const LEAST_MEAN_QUEUE = 50;
/** A step stands out when it takes so many times what the average one does. */
const OUTSTANDING = 1.2;
const MOST = 5;

/** What makes runs slow, in words: the costliest first, and none when nothing stands out. */
export function bottlenecksOf(totals: Totals, definition: WorkflowDefinition | undefined): readonly Bottleneck[] {
  if (totals.duration === 0) return [];
  const words = new Words(totals);
  return [...words.steps(), ...words.queues(), ...words.reasons(), ...words.overhead(definition), ...words.order(definition)]
    .filter(({ ms }) => ms >= LEAST_MS)
    .toSorted((a, b) => b.ms - a.ms)
    .slice(0, MOST);
}

class Words {
  readonly #totals: Totals;

  constructor(totals: Totals) {
    this.#totals = totals;
  }

  *steps(): Iterable<Bottleneck> {
    const { steps, duration } = this.#totals;
    for (const step of steps.values()) {
      const share = step.critical / duration;
      const { waiting, retrying } = step.kinds;
      const standsOut = steps.size === 1 || share >= OUTSTANDING / steps.size || waiting + retrying >= step.critical * STEP_SHARE;
      const text = share >= STEP_SHARE && standsOut ? this.#stepText(step) : undefined;
      if (text !== undefined) yield { what: 'step', text, ...this.#cost(step.critical), steps: [step.step] };
    }
  }

  *queues(): Iterable<Bottleneck> {
    for (const [queue, { calls, ms, critical }] of this.#totals.queues) {
      const mean = ms / calls;
      if (critical < CAUSE_SHARE * this.#totals.duration || mean < LEAST_MEAN_QUEUE) continue;
      const text = `steps wait ${renderDuration(mean)} in queue on average: too few workers on task queue "${queue}", or too busy ones`;
      yield { what: 'queue', text, ...this.#cost(critical) };
    }
  }

  *reasons(): Iterable<Bottleneck> {
    const { reasons, delays } = this.#totals;
    const sentences = {
      start: (part: string) => `${this.#run} waited ${part} for its first worker`,
      slots: (part: string) => `calls waited ${part} for a free place: maxConcurrency lets no more through at once`,
      paused: (part: string) => `${this.#run} was paused for ${part}`,
      turn: (part: string) => `${this.#run} waited ${part} for its turn by its concurrency key`,
    };
    for (const what of ['start', 'slots', 'paused', 'turn'] as const) {
      const ms = reasons.get(what) ?? 0;
      if (this.#counts(ms)) yield { what, text: sentences[what](this.#part(ms)), ...this.#cost(ms) };
    }
    for (const [step, ms] of delays) {
      const text = `\`${step}\` takes ${this.#part(ms)} for the delays between its iterations, passes or attempts`;
      if (this.#counts(ms)) yield { what: 'delay', text, ...this.#cost(ms), steps: [step] };
    }
  }

  /** So large a part only where steps are short. */
  *overhead(definition: WorkflowDefinition | undefined): Iterable<Bottleneck> {
    const { overhead, duration, steps, runs } = this.#totals;
    if (overhead < OVERHEAD_SHARE * duration) return;
    const executions = [...steps.values()].reduce((sum, { count }) => sum + count, 0);
    const each = executions === 0 ? '' : `, ${renderDuration(overhead / executions)} for each step`;
    const advice = definition === undefined || usesModes(definition) ? '' : '; `execution: express` makes idempotent calls without them';
    const text = `workflow tasks between the steps take ${percent(overhead / duration)} of ${this.#whole}: ${renderDuration(overhead / runs)}${each}${advice}`;
    yield { what: 'overhead', text, ...this.#cost(overhead) };
  }

  /** What comes one after the other and need not; of that all but the longest is won. */
  *order(definition: WorkflowDefinition | undefined): Iterable<Bottleneck> {
    if (definition?.steps === undefined) return;
    const { byId, runs, duration } = this.#totals;
    const durations = Object.fromEntries([...byId].map(([id, ms]) => [id, ms / runs]));
    for (const { steps } of analyzeWorkflow(definition, { durations }).opportunities) {
      const times = steps.map((id) => byId.get(id) ?? 0);
      const won = times.reduce((sum, ms) => sum + ms, 0) - Math.max(...times);
      if (won < ORDER_SHARE * duration) continue;
      const text = `${listed(steps)} don't depend on each other and could run side by side: saves about ${renderDuration(won / runs)}`;
      yield { what: 'order', text, ...this.#cost(won), steps };
    }
  }

  #stepText({ step, count, critical, kinds, queue, reason, delays, cpu }: StepTotals): string | undefined {
    const { runs, duration } = this.#totals;
    const { running, retrying, waiting, overhead } = kinds;
    const own = (ms: number) => `${renderDuration(ms / runs)} of its ${renderDuration(critical / runs)}`;
    if (waiting >= critical / 2 && reason !== undefined) {
      const wait = WAITS[reason];
      return wait === undefined ? undefined : `\`${step}\` ${wait} ${this.#part(waiting)}`;
    }
    const times = count > runs ? ` in ${Math.round(count / runs)} executions` : '';
    const takes = `\`${step}\` takes ${percent(critical / duration)} of ${this.#whole}${times}`;
    if (delays >= critical * STEP_SHARE) return `${takes}: ${own(delays)} are delays between attempts`;
    if (retrying >= critical * STEP_SHARE) return `${takes}: ${own(retrying)} are failed attempts and the delays between them`;
    if (queue >= critical / 2) return `${takes}: ${own(queue)} in queue`;
    if (overhead >= critical / 2) return `${takes}: ${own(overhead)} in workflow tasks`;
    if (cpu >= running * 0.8 && cpu > 0) return `${takes}: it computes for ${own(cpu)}`;
    return `${takes}: ${renderDuration(critical / runs)}`;
  }

  get #many(): boolean {
    return this.#totals.runs > 1;
  }

  get #run(): string {
    return this.#many ? 'runs' : 'the run';
  }

  get #whole(): string {
    return this.#many ? "the runs' time" : 'the run';
  }

  /** `3 h 00 m of 3 h 02 m`. */
  #part(ms: number): string {
    const { runs, duration } = this.#totals;
    return `${renderDuration(ms / runs)} of ${renderDuration(duration / runs)}${this.#many ? ' on average' : ''}`;
  }

  #counts(ms: number): boolean {
    return ms > 0 && ms >= CAUSE_SHARE * this.#totals.duration;
  }

  #cost(ms: number): Pick<Bottleneck, 'ms' | 'share'> {
    return { ms: ms / this.#totals.runs, share: ms / this.#totals.duration };
  }
}

/** What a step did that waited; of the others a sentence of their own tells. */
const WAITS: Readonly<Partial<Record<NonNullable<StepTotals['reason']>, string>>> = {
  approval: 'waited for a decision',
  event: 'waited for its event',
  timer: 'waited as it was told to',
  parked: 'was parked until somebody acted',
  outside: 'waited',
};

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function listed(ids: readonly string[]): string {
  const names = ids.map((id) => `\`${id}\``);
  return names.length < 3 ? names.join(' and ') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}

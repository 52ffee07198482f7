import type { Plan, PlannedStep } from './definitions.ts';

/** What a person does to the run, in ms from its start. */
export interface Interference {
  readonly cancelAt?: number;
  readonly pause?: { readonly from: number; readonly to: number };
}

export interface Predicted {
  readonly run: 'COMPLETED' | 'PARTIAL' | 'FAILED' | 'CANCELLED';
  readonly steps: Readonly<Record<string, string>>;
}

interface Span {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly status: 'COMPLETED' | 'FAILED' | 'SKIPPED';
}

interface End {
  readonly end: number;
  /** Failed, and not tolerated as optional. */
  readonly failed: boolean;
}

/**
 * A second, much simpler reading of the rules: when would everything happen if nobody stopped it, and what of that
 * is left once the first thing that stops the run has happened.
 */
export function predict(plan: Plan, { cancelAt = Infinity, pause }: Interference = {}): Predicted {
  const spans: Span[] = [];
  /** Nothing starts during a pause; a cancel ends it, but then nothing starts either. */
  const gate = (at: number) => (pause !== undefined && at >= pause.from && at < pause.to ? pause.to : at);

  const runStep = (step: PlannedStep, path: string, at: number): End => {
    const start = gate(at);
    if (step.skipped) {
      spans.push({ path, start, end: start, status: 'SKIPPED' });
      return { end: start, failed: false };
    }
    const { end, failed } = perform(step, path, start);
    spans.push({ path, start, end, status: failed ? 'FAILED' : 'COMPLETED' });
    return { end, failed: failed && !(step.optional && plan.continueOnOptionalFailure) };
  };

  const perform = ({ work }: PlannedStep, path: string, start: number): End => {
    if (work.kind === 'call') {
      const made = Math.min(work.failures + 1, work.attempts);
      return { end: start + made * work.ms + (made - 1) * work.delay, failed: work.failures >= work.attempts };
    }
    let at = start;
    for (const inner of work.steps) {
      const ended = runStep(inner, `${path}.${inner.id}`, at);
      at = ended.end;
      if (ended.failed) return ended;
    }
    return { end: at, failed: false };
  };

  const ends = new Map<string, End & { readonly lost: boolean }>();
  let previous = 0;
  for (const step of inOrder(plan)) {
    const needs = step.dependsOn.map((id) => ends.get(id));
    const at = plan.mode === 'sequence' ? previous : Math.max(0, ...needs.map((need) => need?.end ?? 0));
    if (plan.strategy === 'partial-failure' && needs.some((need) => need?.lost === true)) {
      spans.push({ path: step.id, start: at, end: at, status: 'SKIPPED' });
      ends.set(step.id, { end: at, failed: false, lost: true });
    } else {
      const ended = runStep(step, step.id, at);
      ends.set(step.id, { ...ended, lost: ended.failed });
    }
    previous = ends.get(step.id)?.end ?? previous;
  }

  const failures = [...ends.values()].filter(({ failed }) => failed).map(({ end }) => end);
  const firstFailure = plan.strategy === 'fail-fast' ? Math.min(Infinity, ...failures) : Infinity;
  const lastEnd = Math.max(0, ...[...ends.values()].map(({ end }) => end));
  const stop = Math.min(cancelAt, firstFailure);
  return { run: statusOf(), steps: Object.fromEntries(spans.filter(({ start }) => start < stop || start === 0).map(cut)) };

  function statusOf(): Predicted['run'] {
    if (cancelAt < Math.min(lastEnd, firstFailure)) return 'CANCELLED';
    if (firstFailure < Infinity) return 'FAILED';
    return failures.length > 0 ? 'PARTIAL' : 'COMPLETED';
  }

  function cut({ path, end, status }: Span): [string, string] {
    return [path, end > stop ? 'CANCELLED' : status];
  }
}

/** Dependencies first. */
function inOrder({ mode, steps }: Plan): readonly PlannedStep[] {
  if (mode === 'sequence') return steps;
  const left = [...steps];
  const sorted: PlannedStep[] = [];
  while (left.length > 0) {
    const next = left.findIndex(({ dependsOn }) => dependsOn.every((id) => sorted.some((done) => done.id === id)));
    sorted.push(...left.splice(next, 1));
  }
  return sorted;
}

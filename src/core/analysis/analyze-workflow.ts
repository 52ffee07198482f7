import { knownNames } from '../definition/names.ts';
import { outlineOf } from '../definition/outline.ts';
import { kindOf, type Step, type StepKind } from '../definition/step.ts';
import type { WorkflowDefinition } from '../definition/workflow-definition.ts';
import { StepwrightError } from '../errors/stepwright-error.ts';
import { dependenciesOf } from '../graph/dependencies.ts';
import { Estimator, type Estimate, type KnownTimes } from './estimate.ts';
import { requiredOrder } from './required-order.ts';
import { scheduleOf, type Needs } from './schedule.ts';

export type AnalyzeOptions = KnownTimes;

export interface AnalyzedStep {
  readonly id: string;
  readonly name: string;
  readonly kind: StepKind;
  /** From 0; steps of one level could begin together. */
  readonly level: number;
  /** Steps that must be done before it. */
  readonly needs: readonly string[];
  /** Milliseconds, known or estimated; a block is one unit. */
  readonly duration: number;
  /** On the critical path. */
  readonly critical: boolean;
}

/** Steps that come one after the other although none needs another. */
export interface Opportunity {
  /** The block whose list it is; absent for the top list. */
  readonly block?: string;
  readonly steps: readonly string[];
  /** Milliseconds won by running them side by side. */
  readonly saves: number;
}

export interface Analysis {
  readonly workflowId: string;
  readonly mode: 'sequence' | 'graph';
  /** The top list, in order of declaration. */
  readonly steps: readonly AnalyzedStep[];
  readonly levels: readonly (readonly string[])[];
  /** The steps that decide how long a run takes at best, in order. */
  readonly criticalPath: readonly string[];
  readonly opportunities: readonly Opportunity[];
  readonly estimate: {
    /** Milliseconds of a run as the definition stands. */
    readonly asWritten: number;
    /** Milliseconds if nothing of the top list waited longer than it must. */
    readonly atBest: number;
    /** How many times faster that is: 1 when nothing is to be won. */
    readonly speedUp: number;
  };
  /** What the estimate takes for granted, as sentences. */
  readonly assumptions: readonly string[];
}

/** As many calls at once as a run has unless its definition says otherwise. */
const DEFAULT_CONCURRENCY = 100;

/**
 * What depends on what in the top list, what decides how long a run takes, and what could run side by side. The definition is
 * taken as it is: validate it before.
 * @throws StepwrightError `InvalidValue` for a state machine, whose order only its events tell
 */
export function analyzeWorkflow(definition: WorkflowDefinition, known: AnalyzeOptions = {}): Analysis {
  const { steps, mode = 'sequence' } = definition;
  if (steps === undefined)
    throw new StepwrightError('InvalidValue', `"${definition.id}" is a state machine: events decide what runs, and when`, {
      class: 'validation',
      hint: 'only definitions with "steps" can be analysed',
    });
  const names = knownNames(definition);
  const needs = mode === 'graph' ? dependenciesOf(steps, names) : requiredOrder(steps, names).needs;
  const estimator = new Estimator(known, callIds(definition));
  const estimates = new Map(steps.map((step) => [step.id, estimator.step(step)]));
  const schedule = scheduleOf(needs, (id) => estimates.get(id)?.ms ?? 0);
  const opportunities = [
    ...(mode === 'graph' ? [] : sideBySide(steps, { needs, estimator })),
    ...blockOpportunities(definition, names, estimator),
  ];
  return {
    workflowId: definition.id,
    mode,
    steps: analyzed(steps, { needs, estimates, ...schedule }),
    levels: schedule.levels,
    criticalPath: schedule.criticalPath,
    opportunities,
    estimate: overall(definition, [...estimates.values()], { best: schedule.ms, after: estimator.list(definition.finally).ms }),
    assumptions: estimator.assumptions,
  };
}

function analyzed(
  steps: readonly Step[],
  found: {
    readonly needs: Needs;
    readonly estimates: ReadonlyMap<string, Estimate>;
    readonly levels: Analysis['levels'];
    readonly criticalPath: readonly string[];
  },
): readonly AnalyzedStep[] {
  const { needs, estimates, levels, criticalPath } = found;
  const levelOf = new Map(levels.flatMap((ids, level) => ids.map((id) => [id, level] as const)));
  const critical = new Set(criticalPath);
  return steps.map((step) => ({
    id: step.id,
    name: step.name ?? step.id,
    kind: kindOf(step),
    level: levelOf.get(step.id) ?? 0,
    needs: [...(needs.get(step.id) ?? [])],
    duration: estimates.get(step.id)?.ms ?? 0,
    critical: critical.has(step.id),
  }));
}

function overall(
  { mode, maxConcurrency = DEFAULT_CONCURRENCY }: WorkflowDefinition,
  estimates: readonly Estimate[],
  { best, after }: { readonly best: number; readonly after: number },
): Analysis['estimate'] {
  const inTurn = estimates.reduce((sum, { ms }) => sum + ms, 0);
  const calls = estimates.reduce((sum, each) => sum + each.calls, 0);
  // However they are laid out, so many calls at once are not done sooner.
  const atBest = Math.min(inTurn, Math.max(best, calls / maxConcurrency)) + after;
  const asWritten = mode === 'graph' ? atBest : inTurn + after;
  return { asWritten, atBest, speedUp: atBest === 0 ? 1 : asWritten / atBest };
}

/** Lists in blocks are always sequences: what in them need not be. */
function blockOpportunities(definition: WorkflowDefinition, names: ReadonlySet<string>, estimator: Estimator): readonly Opportunity[] {
  return outlineOf(definition).lists.flatMap(({ owner, steps: nodes }) => {
    if (owner?.id === undefined || nodes.length < 2) return [];
    const block = owner.id;
    const steps = nodes.map(({ step }) => step as unknown as Step);
    return sideBySide(steps, { needs: requiredOrder(steps, names).needs, estimator }).map((each) => ({ block, ...each }));
  });
}

/** Steps of one level; those that take no time gain nothing by it. */
function sideBySide(
  steps: readonly Step[],
  { needs, estimator }: { readonly needs: Needs; readonly estimator: Estimator },
): readonly Opportunity[] {
  const durations = new Map(steps.map((step) => [step.id, estimator.step(step).ms]));
  const durationOf = (id: string) => durations.get(id) ?? 0;
  return scheduleOf(needs, durationOf).levels.flatMap((level) => {
    const working = level.filter((id) => durationOf(id) > 0);
    if (working.length < 2) return [];
    const all = working.map(durationOf);
    return [{ steps: working, saves: all.reduce((sum, ms) => sum + ms, 0) - Math.max(...all) }];
  });
}

/** Steps that call something: what is known of some tells what to expect of the others. */
function callIds(definition: WorkflowDefinition): readonly string[] {
  const calls = new Set<StepKind | undefined>(['action', 'transform', 'generate', 'emit', 'workflow']);
  return outlineOf(definition).steps.flatMap(({ id, kind }) => (id !== undefined && calls.has(kind) ? [id] : []));
}

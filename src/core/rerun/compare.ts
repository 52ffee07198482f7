import { outlineOf, type StepNode } from '../definition/outline.ts';
import type { WorkflowDefinition } from '../definition/workflow-definition.ts';
import { StepwrightError } from '../errors/stepwright-error.ts';
import type { JournalEntry } from '../interpreter/journal.ts';
import { isSettled } from '../interpreter/journal.ts';

/** Ids of the steps in which a definition differs from the one that the earlier run followed. */
export interface StepDifferences {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Another outcome could come of them. */
  readonly changed: readonly string[];
}

/** How a step is shown and carried out, not what comes of it. */
const WITHOUT_EFFECT: ReadonlySet<string> = new Set(
  (
    'name description summary retry retryCount timeout totalTimeout priority taskQueue execution ' +
    'maxConcurrency maxIterations partitionOver circuitBreaker onExhausted cache'
  ).split(' '),
);

export function compareSteps(before: WorkflowDefinition, after: WorkflowDefinition): StepDifferences {
  const [old, now] = [stepsOf(before), stepsOf(after)];
  const [oldText, nowText] = [textsOf(old), textsOf(now)];
  return {
    added: [...now.keys()].filter((id) => !old.has(id)),
    removed: [...old.keys()].filter((id) => !now.has(id)),
    changed: [...now.keys()].filter((id) => old.has(id) && oldText.get(id) !== nowText.get(id)),
  };
}

/**
 * An outcome is taken over only by the step that gave it: one of the same kind that calls the same. Other changes that could give
 * another outcome need `force`.
 *
 * @param journal what is taken over
 * @throws {StepwrightError} `CheckpointInvalid` naming the first step that is another one now
 */
export function assertMatches(
  journal: readonly JournalEntry[],
  { before, after, force }: { readonly before: WorkflowDefinition; readonly after: WorkflowDefinition; readonly force: boolean },
): void {
  const [old, now] = [stepsOf(before), stepsOf(after)];
  const changed = new Set(compareSteps(before, after).changed);
  for (const entry of journal) {
    const [was, is] = [old.get(entry.stepId), now.get(entry.stepId)];
    // Generated steps are in no definition.
    if (was === undefined || is === undefined) continue;
    const [then, today] = [doing(was), doing(is)];
    if (then !== today) throw refused(entry, `it was ${then}, and is ${today} now`, `begin at ${entry.stepId}, or before it`);
    if (force || !isSettled(entry) || !changed.has(entry.stepId)) continue;
    throw refused(
      entry,
      'it was changed, so that another outcome could come of it',
      `begin at ${entry.stepId}, or take its outcome as it is with --force`,
    );
  }
}

function stepsOf(definition: WorkflowDefinition): ReadonlyMap<string, StepNode> {
  return new Map(outlineOf(definition).steps.flatMap((node) => (node.id === undefined ? [] : [[node.id, node] as const])));
}

function doing({ kind = 'action', step, list }: StepNode): string {
  const { target, action, workflow } = step;
  const called =
    typeof target === 'string' ? ` ${target}.${String(action)}` : typeof workflow === 'string' ? ` ${workflow.replace(/@.*/, '')}` : '';
  return `${kind}${called}${list.owner?.id === undefined ? '' : ` in ${list.owner.id}`}`;
}

/** What each step says of its outcome; steps inside it stand for themselves. */
function textsOf(steps: ReadonlyMap<string, StepNode>): ReadonlyMap<string, string> {
  const all = new Set<unknown>([...steps.values()].map(({ step }) => step));
  return new Map([...steps].map(([id, { step }]) => [id, textOf(step, all)]));
}

function textOf(own: StepNode['step'], all: ReadonlySet<unknown>): string {
  return JSON.stringify(own, (key, value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    if (key !== '' && all.has(value)) return (value as { readonly id?: unknown }).id;
    const fields = Object.entries(value).filter(([field]) => !field.startsWith('x-') && !(key === '' && WITHOUT_EFFECT.has(field)));
    return Object.fromEntries(fields.sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

function refused({ path }: JournalEntry, why: string, hint: string): StepwrightError {
  return new StepwrightError('CheckpointInvalid', `the outcome of "${path}" can't be taken over: ${why}`, { class: 'validation', hint });
}

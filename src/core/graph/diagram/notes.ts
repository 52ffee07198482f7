import { kindOf, type Step, type StepKind, type StepsByKind } from '../../definition/step.ts';
import type { ApprovalTimeout, Quorum } from '../../definition/steps/approval.ts';
import { conditionText, noteText } from './labels.ts';

type Describe<Kind extends StepKind> = (step: StepsByKind[Kind]) => readonly string[];

/** What a step's node says below its name: what it does, when it is skipped, what failing means, how it is undone. */
export function notesOf(step: Step): readonly string[] {
  const describe = OF_KIND[kindOf(step)] as (step: Step) => readonly string[];
  return [...describe(step), ...commonNotes(step)].map(noteText);
}

function commonNotes(step: Step): readonly string[] {
  const attempts = attemptsOf(step);
  return [
    ...(step.when === undefined ? [] : [`when ${conditionText(step.when)}`]),
    ...(attempts === undefined ? [] : [`up to ${attempts} ${step.type === 'try' ? 'passes' : 'attempts'}`]),
    ...(step.optional === true ? ['optional'] : []),
    ...(step.rollback === undefined ? [] : [`↺ ${step.rollback.target}.${step.rollback.action}`]),
  ];
}

function attemptsOf(step: Step): number | undefined {
  const retries = 'retryCount' in step ? step.retryCount : undefined;
  const attempts = 'retry' in step ? step.retry?.maxAttempts : undefined;
  const found = attempts ?? (retries === undefined ? undefined : retries + 1);
  return found === 1 ? undefined : found;
}

const OF_KIND: { readonly [Kind in StepKind]: Describe<Kind> } = {
  action: ({ target, action }) => [`${target}.${action}`],
  if: () => [],
  switch: () => [],
  parallel: ({ maxConcurrency }) => sideBySide(maxConcurrency),
  forEach: ({ items, as, batchSize, parallel, maxConcurrency, breakWhen }) => [
    `${as ?? (batchSize === undefined ? 'item' : 'items')} of ${noteText(items)}`,
    ...(batchSize === undefined ? [] : [`${batchSize} at once`]),
    ...(parallel === true ? ['in parallel', ...sideBySide(maxConcurrency)] : []),
    ...breakNotes(breakWhen),
  ],
  while: ({ delay, breakWhen }) => [...delayNotes(delay), ...breakNotes(breakWhen)],
  until: ({ delay, breakWhen }) => [...delayNotes(delay), ...breakNotes(breakWhen)],
  try: () => [],
  workflow: ({ workflow, wait }) => [
    typeof workflow === 'string' ? workflow : workflow.id,
    ...(wait === false ? ['does not wait for it'] : []),
  ],
  wait: ({ for: duration, until }) => [duration === undefined ? `until ${noteText(until)}` : durationText(duration)],
  event: ({ event, match, timeout, onTimeout }) => [
    `event ${event}`,
    ...(match === undefined ? [] : [`where ${conditionText(match)}`]),
    ...(timeout === undefined ? [] : [`${durationText(timeout)} at most${onTimeout === 'skip' ? ', then skipped' : ''}`]),
  ],
  approval: ({ approvers, quorum, timeout, onTimeout }) => [
    ...(approvers === undefined ? ['approval'] : [`by ${people(approvers)}`]),
    ...quorumNotes(quorum),
    ...timeoutNotes(timeout, onTimeout),
  ],
  validate: ({ data }) => [`checks ${noteText(data)}`],
  set: ({ values }) => [`sets ${Object.keys(values).join(', ')}`],
  transform: () => ['JSONata'],
  generate: ({ target, action }) => [`${target}.${action}`, 'gives the steps to run'],
  emit: ({ event, to }) => [`${event} to ${noteText(Object.entries(to).flat().join(' '))}`],
  checkpoint: () => ['checkpoint'],
  fail: ({ error }) => [typeof error === 'string' ? error : error.message],
  return: ({ value }) => (value === undefined ? [] : [noteText(value)]),
};

function sideBySide(maxConcurrency: number | undefined): readonly string[] {
  return maxConcurrency === undefined ? [] : [`${maxConcurrency} calls at a time`];
}

function breakNotes(breakWhen: string | boolean | undefined): readonly string[] {
  return breakWhen === undefined ? [] : [`breaks when ${conditionText(breakWhen)}`];
}

function delayNotes(delay: unknown): readonly string[] {
  return delay === undefined ? [] : [`${durationText(delay)} between`];
}

function quorumNotes(quorum: Quorum | undefined): readonly string[] {
  if (quorum === undefined) return [];
  return [typeof quorum === 'number' ? `${quorum} must approve` : `${quorum.approve} approve or ${quorum.reject} reject`];
}

function timeoutNotes(timeout: unknown, onTimeout: ApprovalTimeout | undefined): readonly string[] {
  if (timeout === undefined) return [];
  const after = `after ${durationText(timeout)}:`;
  if (typeof onTimeout !== 'object') return [`${after} ${onTimeout ?? 'fail'}`];
  const { approvers, timeout: next, onTimeout: then } = onTimeout.escalate;
  return [`${after} ask ${people(approvers)}`, ...timeoutNotes(next, then)];
}

function people(approvers: readonly string[] | string): string {
  return typeof approvers === 'string' ? approvers : approvers.join(', ');
}

/** A number counts milliseconds. */
export function durationText(duration: unknown): string {
  return typeof duration === 'number' ? `${duration} ms` : noteText(duration);
}

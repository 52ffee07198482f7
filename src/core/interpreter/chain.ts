import { endStatus } from './end-status.ts';
import type { Failure } from '../errors/failure.ts';
import { StepwrightError } from '../errors/stepwright-error.ts';
import type { ChainedWorkflow } from '../definition/workflow-definition.ts';
import type { ChainedRun } from '../run/result.ts';
import { referred } from './child.ts';
import type { Frame } from './frame.ts';
import type { Run } from './run.ts';
import { Scope } from './scope.ts';
import { spawn } from './spawn.ts';

/** Runs in a chain, unless the definition says otherwise. */
const DEFAULT_DEPTH = 10;

/** Starts what `onComplete` names, each as a run on its own; what could not be started is told and stops nothing. */
export async function chainOn(run: Run, frame: Frame): Promise<{ readonly chained?: readonly ChainedRun[] }> {
  const { onComplete } = run.definition;
  if (onComplete === undefined) return {};
  const chained: ChainedRun[] = [];
  for (const [index, next] of onComplete.entries()) {
    const runId = `${run.info.runId}/onComplete.${index}`;
    const outcome = await spawn(async () => {
      const due = next.when === undefined ? endStatus(run) === 'COMPLETED' : frame.condition(next.when);
      return due ? start(run, frame, { next, runId }) : { status: 'cancelled' };
    });
    if (outcome.status === 'completed') chained.push({ workflow: next.workflow, runId });
    if (outcome.status === 'failed') chained.push(notStarted(run, next, outcome.failure));
  }
  return chained.length === 0 ? {} : { chained };
}

function notStarted(run: Run, { workflow }: ChainedWorkflow, failure: Failure): ChainedRun {
  run.notice(`onComplete could not start ${workflow}`, { failure });
  run.runtime.log('error', 'onComplete could not start a workflow', { workflow, failure });
  return { workflow, error: failure.message };
}

async function start(run: Run, frame: Frame, { next, runId }: { readonly next: ChainedWorkflow; readonly runId: string }) {
  const chain = [...(run.info.chain ?? []), run.definition.id];
  const most = run.definition.limits?.maxDepth ?? DEFAULT_DEPTH;
  if (chain.length > most) {
    throw new StepwrightError('RecursionLimit', `the chain of onComplete is ${chain.length} runs long: ${chain.slice(-most).join(' → ')}`, {
      hint: 'end the chain with a `when`, or raise limits.maxDepth',
    });
  }
  return run.runtime.startChild(Scope.root(), {
    runId,
    definition: referred(next.workflow),
    input: frame.resolve(next.input ?? {}) as Readonly<Record<string, unknown>>,
    chain,
    onParentClose: 'abandon',
    summary: `onComplete · ${next.workflow}`,
  });
}

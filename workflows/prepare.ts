import { proxyActivities } from '@temporalio/workflow';
import type { WorkflowDefinition } from '../src/core/definition/workflow-definition.ts';
import type { RunInput } from '../src/core/run/wire.ts';

/** A run's argument with nothing absent that the interpreter needs. */
export interface PreparedInput extends RunInput {
  readonly definition: WorkflowDefinition;
  readonly hash: string;
  readonly interpreter: number;
}

interface InternalActivities {
  'stepwright.prepare'(input: RunInput): Promise<PreparedInput>;
}

const { 'stepwright.prepare': prepareInActivity } = proxyActivities<InternalActivities>({
  startToCloseTimeout: '1m',
  retry: { initialInterval: 500, maximumInterval: 10_000 },
  summary: 'validate the definition',
});

/** Resolves and validates the definition in an activity, unless whoever started the run has done so. */
export async function prepare(input: RunInput): Promise<PreparedInput> {
  return isPrepared(input) ? input : prepareInActivity(input);
}

/** The input may come from any client, so it can be anything. */
function isPrepared(input: RunInput | null | undefined): input is PreparedInput {
  const { definition, hash, interpreter } = input ?? {};
  return typeof definition === 'object' && definition !== null && 'name' in definition && hash !== undefined && interpreter !== undefined;
}

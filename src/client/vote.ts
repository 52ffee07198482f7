import type { VoteMessage } from '../core/run/wire.ts';
import { present } from '../core/present.ts';
import type { VoteOptions } from './api.ts';
import type { Cluster } from './cluster.ts';
import { stageData } from './stage-input.ts';
import { updateRun } from './update-run.ts';

export interface Vote {
  readonly runId: string;
  readonly approved: boolean;
  /** Path or id of the approval step; absent: the only one that waits. */
  readonly step: string | undefined;
  readonly options: VoteOptions;
}

/**
 * Casts a vote as the client's user, unless told otherwise.
 *
 * @throws {StepwrightError} `NoSuchTask`, `NotAnApprover`, `InvalidInput` for the form, `RunEnded`, `RunNotFound`; `TemporalUnreachable`
 */
export async function castVote(cluster: Cluster, { runId, approved, step, options }: Vote): Promise<void> {
  const { files } = cluster;
  const { user, roles } = cluster.config;
  const { as = user, roles: own = roles, comment, form } = options;
  const message: VoteMessage = {
    by: as,
    roles: own,
    ...present({ step, comment }),
    ...(form === undefined ? {} : { form: await stageData('the form', form, (name, content) => files.write(name, content)) }),
  };
  await updateRun(cluster, runId, { name: approved ? 'approve' : 'reject', message, hints: hints(runId) });
}

function hints(runId: string): Readonly<Record<string, string>> {
  return {
    NoSuchTask: `Those that wait: stepwright tasks ${runId}`,
    NotAnApprover: 'Vote as somebody who may: --as NAME, --role ROLE.',
    InvalidInput: `The schema of the form: stepwright tasks ${runId} --json`,
  };
}

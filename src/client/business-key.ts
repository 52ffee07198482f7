import { setTimeout as sleep } from 'node:timers/promises';

import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { SEARCH_ATTRIBUTES } from '../core/run/wire.ts';
import type { Cluster } from './cluster.ts';
import { quoted } from './quoted.ts';
import { temporalError } from './temporal-errors.ts';

/** A run is listed a moment after its start, and its own key a moment after that. */
const LISTED_WITHIN_MS = 2000;
const LOOK_EVERY_MS = 100;

/** Runs with this business key, in the query language of Temporal's visibility. */
export function hasKey(key: string): string {
  return `${SEARCH_ATTRIBUTES.key} = ${quoted(key)}`;
}

/**
 * @throws {StepwrightError} `InvalidValue` where the namespace has no search attribute for keys
 */
export function assertKeysAreSearchable({ config, searchAttributes }: Pick<Cluster, 'config' | 'searchAttributes'>): void {
  if (searchAttributes) return;
  const { namespace } = config;
  const name = SEARCH_ATTRIBUTES.key;
  throw new StepwrightError(
    'InvalidValue',
    `runs can't be found by key in namespace "${namespace}": it lacks the search attribute ${name}`,
    {
      class: 'validation',
      hint: `Add Stepwright's search attributes (docs/temporal-citizens.md), such as temporal operator search-attribute create --namespace ${namespace} --name ${name} --type Keyword; or name the run by its id.`,
    },
  );
}

/** Ids of the open runs with a key, on every task queue of the namespace; when there is none it looks again for two seconds. */
export async function openRunsWithKey(cluster: Cluster, key: string): Promise<readonly string[]> {
  assertKeysAreSearchable(cluster);
  const until = Date.now() + LISTED_WITHIN_MS;
  for (;;) {
    const runs = await listed(cluster, `${hasKey(key)} AND ExecutionStatus = 'Running'`);
    if (runs.length > 0 || Date.now() >= until) return runs;
    await sleep(LOOK_EVERY_MS, undefined, { signal: cluster.closed });
  }
}

async function listed({ client }: Cluster, query: string): Promise<readonly string[]> {
  // A run that has just gone on in a fresh history may be listed with both.
  const runs = new Set<string>();
  try {
    for await (const { workflowId } of client.workflow.list({ query })) runs.add(workflowId);
  } catch (error) {
    throw temporalError(error, 'find runs by their key');
  }
  return [...runs];
}

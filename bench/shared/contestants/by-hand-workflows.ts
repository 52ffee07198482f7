import { condition, defineSignal, proxyActivities, proxyLocalActivities, setHandler } from '@temporalio/workflow';

import type { Work } from './contestant.ts';

interface Activities {
  get(url: string): Promise<unknown>;
  all(work: Work): Promise<readonly unknown[]>;
}

/** `whole`: all steps in one local activity, which is the least that a run can cost. */
export type HandMode = 'remote' | 'local' | 'whole';

const OPTIONS = { startToCloseTimeout: '10m', retry: { maximumAttempts: 1 } } as const;
const remote = proxyActivities<Activities>(OPTIONS);
const local = proxyLocalActivities<Activities>(OPTIONS);

/** What one would write by hand for the steps. */
export async function steps(work: Work, mode: HandMode): Promise<readonly unknown[]> {
  if (mode === 'whole') return local.all(work);
  const { get } = mode === 'local' ? local : remote;
  if (work.shape === 'parallel') return Promise.all(Array.from({ length: work.steps }, () => get(work.url)));
  const results: unknown[] = [];
  for (let i = 0; i < work.steps; i += 1) results.push(await get(work.url));
  return results;
}

const go = defineSignal('go');

/** Waits until it is told to go. */
export async function waits(): Promise<string> {
  let told = false;
  setHandler(go, () => {
    told = true;
  });
  await condition(() => told);
  return 'told';
}

import { proxyActivities } from '@temporalio/workflow';

interface Activities {
  get(url: string): Promise<unknown>;
}

const { get } = proxyActivities<Activities>({ startToCloseTimeout: '10m', retry: { maximumAttempts: 1 } });

/** What one would write by hand for the same steps: one after the other. */
export async function sequential(url: string, steps: number): Promise<readonly unknown[]> {
  const results: unknown[] = [];
  for (let i = 0; i < steps; i += 1) results.push(await get(url));
  return results;
}

/** All at once. */
export async function parallel(url: string, steps: number): Promise<readonly unknown[]> {
  return Promise.all(Array.from({ length: steps }, () => get(url)));
}

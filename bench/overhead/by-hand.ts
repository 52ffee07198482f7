import { proxyActivities } from '@temporalio/workflow';

const { get } = proxyActivities<{ get(url: string): Promise<unknown> }>({ startToCloseTimeout: '1m' });

/** What an engineer would write: one call after the other. */
export async function sequence(url: string, calls: number): Promise<void> {
  for (let call = 0; call < calls; call += 1) await get(url);
}

/** All at once. */
export async function parallel(url: string, calls: number): Promise<void> {
  await Promise.all(Array.from({ length: calls }, () => get(url)));
}

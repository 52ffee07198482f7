import { executeChild, proxyActivities, workflowInfo } from '@temporalio/workflow';

interface Activities {
  echo(params: { readonly n: number }): Promise<{ readonly n: number }>;
}

const { echo } = proxyActivities<Activities>({ startToCloseTimeout: '10m', retry: { maximumAttempts: 1 } });

/** Items of one history. */
const PART = 1000;
const PARTS_AT_ONCE = 4;
const CALLS_AT_ONCE = 25;

/** What one would write by hand for a parallel loop over a very long list: children of so many items, a few at once. */
export async function list(items: readonly number[]): Promise<readonly number[]> {
  const parts = Array.from({ length: Math.ceil(items.length / PART) }, (_, i) => items.slice(i * PART, (i + 1) * PART));
  return (
    await inPool([...parts.entries()], PARTS_AT_ONCE, ([n, part]) =>
      executeChild(listPart, { args: [part], workflowId: `${workflowInfo().workflowId}~${n}` }),
    )
  ).flat();
}

export function listPart(items: readonly number[]): Promise<readonly number[]> {
  return inPool(items, CALLS_AT_ONCE, async (n) => (await echo({ n })).n);
}

async function inPool<T, R>(items: readonly T[], size: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const left = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of left) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: size }, worker));
  return results;
}

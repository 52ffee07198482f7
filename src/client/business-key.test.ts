import { describe, expect, it } from 'vitest';

import { hasKey, openRunsWithKey } from './business-key.ts';
import type { Cluster } from './cluster.ts';

/** A namespace whose list of open runs is this at each look. */
function namespace(looks: readonly (readonly string[])[], searchAttributes = true) {
  const asked: string[] = [];
  const list = ({ query }: { readonly query: string }) => {
    const runs = looks[Math.min(asked.length, looks.length - 1)] ?? [];
    asked.push(query);
    return runs.map((workflowId) => ({ workflowId }));
  };
  const cluster = { client: { workflow: { list } }, closed: new AbortController().signal, config: { namespace: 'shop' }, searchAttributes };
  return { asked, cluster: cluster as unknown as Cluster };
}

describe('openRunsWithKey', () => {
  it('gives each run once', async () => {
    const { asked, cluster } = namespace([['a', 'b', 'a']]);
    expect(await openRunsWithKey(cluster, "it's")).toEqual(['a', 'b']);
    expect(asked).toEqual([`StepwrightKey = 'it\\'s' AND ExecutionStatus = 'Running'`]);
  });

  it('looks again for a run that is not listed yet', async () => {
    const { asked, cluster } = namespace([[], [], ['a']]);
    expect(await openRunsWithKey(cluster, 'k')).toEqual(['a']);
    expect(asked).toHaveLength(3);
  });

  it('says why nothing can be found where the namespace has no attribute for keys', async () => {
    const { asked, cluster } = namespace([['a']], false);
    await expect(openRunsWithKey(cluster, 'k')).rejects.toMatchObject({
      code: 'InvalidValue',
      message: expect.stringMatching(/namespace "shop".* StepwrightKey/) as string,
      hint: expect.stringContaining('--namespace shop --name StepwrightKey --type Keyword') as string,
    });
    expect(asked).toEqual([]);
  });
});

it('a key is text, whatever is in it', () => {
  expect(hasKey("x' OR 1=1 \\")).toBe(`StepwrightKey = 'x\\' OR 1=1 \\\\'`);
});

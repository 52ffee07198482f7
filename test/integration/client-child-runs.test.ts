import { describe, expect, it } from 'vitest';

import type { ListQuery } from '../../src/client/api.ts';
import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import { collect, useClient } from '../helpers/client.ts';
import { unique } from '../helpers/temporal.ts';

const client = useClient();

async function ids(query: ListQuery): Promise<readonly string[]> {
  return (await collect(client.stepwright.list(query))).map(({ runId }) => runId).toSorted();
}

/** Two partitions, and a child whose step is undone when the run fails. */
function parent(child: string): WorkflowDefinition {
  const undo = { target: 'util', action: 'echo', params: {} };
  return {
    id: unique('parent'),
    name: 'Parent',
    rollbackOnFailure: true,
    steps: [
      {
        id: 'each',
        type: 'forEach',
        items: '${ [1, 2, 3, 4] }',
        parallel: true,
        partitionOver: 2,
        steps: [{ id: 'say', target: 'util', action: 'echo', params: { n: '$item' } }],
      },
      {
        id: 'sub',
        type: 'workflow',
        workflow: { id: child, name: 'Child', steps: [{ id: 'do', target: 'util', action: 'echo', params: {}, rollback: undo }] },
      },
      { id: 'bad', type: 'fail', error: 'no' },
    ],
  };
}

describe('child runs', () => {
  it('are listed only when asked for, with the run that started them', async () => {
    const child = unique('child');
    const definition = parent(child);
    const { runId, status } = await client.stepwright.execute(definition);
    expect(status).toBe('ROLLED_BACK');
    const all = [`${runId}/each~0`, `${runId}/each~1`, `${runId}/sub`, `${runId}/sub~rollback`];
    await expect.poll(() => ids({ definition: child, children: true })).toHaveLength(2);
    await expect.poll(() => ids({ definition: definition.id, children: true })).toHaveLength(3);
    expect([...(await ids({ definition: definition.id, children: true })), ...(await ids({ definition: child, children: true }))]).toEqual([
      runId,
      ...all,
    ]);
    expect(await ids({ definition: definition.id })).toEqual([runId]);
    expect(await ids({ definition: child })).toEqual([]);
    const listed = await collect(client.stepwright.list({ definition: definition.id, children: true }));
    const partition = listed.find((run) => run.runId !== runId);
    expect(partition).toMatchObject({ parent: runId });
  });

  it('that are partitions have their steps in the trace of the run, in order of time', async () => {
    const run = await client.stepwright.start(parent(unique('child')));
    const { workflowId } = await run.result();
    const trace = await run.trace();
    const said = trace.filter(({ type, stepId }) => type === 'step:completed' && stepId === 'say');
    expect(said.map(({ path }) => path).toSorted()).toEqual([0, 1, 2, 3].map((i) => `each[${i}].say`));
    expect(said.every((event) => event.runId === run.id && event.workflowId === workflowId)).toBe(true);
    const times = trace.map(({ timestamp }) => Date.parse(timestamp));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    const told = trace.map(({ type, path }) => `${type} ${path}`);
    expect(told.filter((each) => each.endsWith(' each'))).toEqual(['step:started each', 'step:completed each']);
    const after = await collect(run.events({ cursor: said.at(-1)?.cursor ?? '' }));
    expect(after.map(({ type, path }) => `${type} ${path}`)).toContain('step:completed each');
  });

  it('keep what they told their parent alone out of their result', async () => {
    const child = unique('child');
    const { runId } = await client.stepwright.execute(parent(child));
    const result = await client.stepwright.run(`${runId}/sub`).result();
    expect(result).toMatchObject({ status: 'COMPLETED', workflowId: child });
    expect(result).not.toHaveProperty('rollbacks');
  });

  it('that onComplete started stand on their own', async () => {
    const second = { id: unique('second'), name: 'Second', steps: [{ id: 'a', target: 'util', action: 'echo' }] };
    const first = { ...parent(unique('child')), steps: second.steps, onComplete: [{ workflow: second.id }] };
    // It is not known to the worker, so it fails; what counts is how it is listed.
    const result = await client.stepwright.execute(first);
    const chained = result.chained?.[0]?.runId ?? '';
    await expect.poll(() => ids({ definition: second.id })).toEqual([chained]);
  });
});

import { describe, expect, it } from 'vitest';

import type { Step } from '../../src/core/definition/step.ts';
import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import { TIME_KINDS, type RunProfile, type Span } from '../../src/core/profile/run-profile.ts';
import { RunHistory } from '../../src/records/run-history.ts';
import { openStore, storeIn } from '../../src/storage/open-store.ts';
import { useClient } from '../helpers/client.ts';
import { unique } from '../helpers/temporal.ts';

const client = useClient();

const sleep = (id: string, ms: number): Step => ({ id, target: 'util', action: 'sleep', params: { ms } });
const flaky = (id: string, failures: number, baseDelay: number): Step => ({
  id,
  target: 'util',
  action: 'flaky',
  params: { failures },
  retry: { maxAttempts: failures + 1, strategy: 'fixed', baseDelay },
});
const order = (): WorkflowDefinition => ({
  id: unique('order'),
  name: 'Order',
  steps: [
    flaky('fetch', 2, 300),
    {
      id: 'both',
      type: 'parallel',
      branches: { short: [sleep('hop', 1)], long: [sleep('walk', 400), sleep('rest', 50)] },
    },
    { id: 'cool', type: 'wait', for: 200 },
    { id: 'sign', type: 'approval', approvers: ['boss'], allowSelf: true },
  ],
});

const find = ({ spans }: Pick<RunProfile, 'spans'>, path: string): Span => {
  const span = spans.find((each) => each.path === path);
  if (span === undefined) throw new Error(`no span ${path} in ${spans.map((each) => each.path).join(', ')}`);
  return span;
};

const sumOf = (span: Span) => TIME_KINDS.reduce((sum, kind) => sum + (span[kind] ?? 0), 0);

/** What every profile of an ended run must be. */
function expectSound(profile: RunProfile): void {
  for (const span of profile.spans) expect(sumOf(span), span.path).toBe(span.total);
  expect(profile.spans[0]).toMatchObject({ type: 'run', start: 0, total: profile.duration, critical: profile.duration });
  expect(profile.criticalPath.reduce((sum, { duration }) => sum + duration, 0)).toBe(profile.duration);
}

describe('profile', () => {
  it('tells where the time of a run went', async () => {
    const run = await client.stepwright.start(order());
    await expect.poll(async () => (await run.tasks()).length).toBe(1);
    const soFar = await run.profile();
    expect(soFar.status).toBe('RUNNING');
    expect(find(soFar, 'sign')).toMatchObject({ status: 'WAITING' });
    await run.approve('sign', { as: 'boss' });
    const result = await run.result();
    const profile = await run.profile();
    expectSound(profile);
    expect(profile).toMatchObject({ runId: run.id, status: 'COMPLETED', duration: result.duration, notes: [] });

    const fetch = find(profile, 'fetch');
    expect(fetch).toMatchObject({ kind: 'action', attempts: 3, delays: 600, taskQueue: client.taskQueue, status: 'COMPLETED' });
    expect(fetch.retrying).toBeGreaterThanOrEqual(600);
    expect(fetch.queue).toBeUndefined();

    const walk = find(profile, 'both.long.walk');
    expect(walk.running).toBeGreaterThanOrEqual(399);
    expect(walk).toMatchObject({ depth: 3, attempts: 1, retrying: 0, waiting: 0 });
    expect(walk.queue).toBeGreaterThanOrEqual(0);
    expect(find(profile, 'both.short.hop').critical).toBe(0);
    expect(find(profile, 'cool').waiting).toBeGreaterThanOrEqual(199);
    expect(find(profile, 'sign').phases?.at(-1)).toMatchObject({ kind: 'waiting', reason: 'approval' });

    const steps = profile.criticalPath.filter(({ type }) => type === 'step').map(({ path }) => path);
    expect(steps).toEqual(['fetch', 'both.long.walk', 'both.long.rest', 'cool', 'sign']);
    expect(profile.bottlenecks.map(({ text }) => text).join('\n')).toMatch(
      /`fetch` takes \d+ % of the run: 600 ms of its .* are delays between attempts/,
    );
  });

  it('holds child runs that were waited for, each attempt of them, and not those that were not', async () => {
    const child = { id: unique('child'), name: 'Child', steps: [flaky('pack', 1, 200), sleep('send', 100)] };
    const broken = { id: unique('broken'), name: 'Broken', steps: [{ id: 'no', type: 'fail', error: 'no' } as Step] };
    const retry = { maxAttempts: 2, strategy: 'fixed' as const, baseDelay: 250, retryOn: ['*'] };
    const run = await client.stepwright.start({
      id: unique('parent'),
      name: 'Parent',
      steps: [
        { id: 'aside', type: 'workflow', workflow: { ...child, id: unique('aside') }, wait: false },
        { id: 'ship', type: 'workflow', workflow: child },
        { id: 'odd', type: 'workflow', workflow: broken, retry, optional: true },
      ],
    });
    await run.result();
    const profile = await run.profile();
    expectSound(profile);
    expect(find(profile, 'ship/pack')).toMatchObject({ attempts: 2, delays: 200, depth: 3 });
    expect(find(profile, `${run.id}/ship`)).toMatchObject({ type: 'run', status: 'COMPLETED' });
    expect(find(profile, 'ship/send').running).toBeGreaterThanOrEqual(99);
    expect(find(profile, 'odd')).toMatchObject({ status: 'FAILED', attempts: 2, delays: expect.any(Number) as number });
    expect(find(profile, 'odd').retrying).toBeGreaterThanOrEqual(249);
    const steps = profile.criticalPath.filter(({ type }) => type === 'step').map(({ path }) => path);
    expect(steps).toEqual(expect.arrayContaining(['ship/pack', 'ship/send']));
    expect(profile.criticalPath.find(({ reason }) => reason === 'delay')).toMatchObject({ type: 'gap', path: 'odd' });
    expect(profile.spans.some(({ path }) => path.startsWith('aside/'))).toBe(false);
  });

  it('holds the iterations of partitions and every history', async () => {
    const run = await client.stepwright.start(
      {
        id: unique('long'),
        name: 'Long',
        input: { type: 'object', properties: { large: { type: 'string' } } },
        steps: [
          { id: 'each', type: 'forEach', items: '${ [1, 2, 3, 4] }', parallel: true, partitionOver: 2, steps: [sleep('nap', 20)] },
          {
            id: 'loop',
            type: 'while',
            condition: '$index < 70',
            steps: [{ id: 'say', target: 'util', action: 'echo', params: { large: '$large' }, output: 'null' }],
          },
        ],
      },
      { large: 'x'.repeat(31_000) },
    );
    await run.result();
    expect((await run.histories()).length).toBeGreaterThan(1);
    const profile = await run.profile();
    expectSound(profile);
    expect(profile.notes).toEqual([]);
    for (const path of [0, 1, 2, 3].map((i) => `each[${i}].nap`)) {
      expect(find(profile, path)).toMatchObject({ taskQueue: client.taskQueue, attempts: 1 });
      expect(find(profile, path).running).toBeGreaterThanOrEqual(19);
    }
    const said = profile.spans.filter(({ path }) => /^loop\[\d+\]\.say$/.test(path));
    expect(said).toHaveLength(70);
    for (const span of said) expect(span).toMatchObject({ taskQueue: client.taskQueue, queue: expect.any(Number) as number });
  });

  it('tells what waits in queue for a worker, as long as it waits, and how long it was', async () => {
    const taskQueue = unique('late');
    const run = await client.stepwright.start({
      id: unique('queued'),
      name: 'Queued',
      steps: [{ ...sleep('work', 1), taskQueue }],
    });
    await expect.poll(async () => (await run.profile()).spans.find(({ path }) => path === 'work')?.queue ?? 0).toBeGreaterThan(300);
    const worker = await client.connectAgain({ worker: true, taskQueue });
    // Its worker starts with the first run that needs it.
    await worker.execute({ id: unique('any'), name: 'Any', steps: [sleep('nap', 1)] });
    await run.result();
    const profile = await run.profile();
    expectSound(profile);
    expect(find(profile, 'work')).toMatchObject({ taskQueue, attempts: 1 });
    expect(find(profile, 'work').queue).toBeGreaterThan(300);
    expect(profile.bottlenecks.map(({ text }) => text).join('\n')).toContain(`too few workers on task queue "${taskQueue}"`);
  });

  it('tells of a run that is only archived what its trail does', async () => {
    const run = await client.stepwright.start({ id: unique('kept'), name: 'Kept', steps: [sleep('nap', 30)] });
    const { duration } = await run.result();
    await client.stepwright.history.archive(run.id);
    // Temporal takes its time to forget a run; of the same one under another id it knows nothing.
    const forgotten = { ...(await client.stepwright.history.get(run.id)), runId: unique('forgotten') };
    const store = await openStore(storeIn(client.dataDir));
    await new RunHistory(store).add(forgotten);
    await store.close();
    const profile = await client.stepwright.run(forgotten.runId).profile();
    expect(profile.notes.join()).toContain('Temporal no longer knows the run');
    expectSound(profile);
    expect(profile).toMatchObject({ duration, status: 'COMPLETED' });
    expect(find(profile, 'nap').running).toBeGreaterThanOrEqual(29);
    expect(find(profile, 'nap')).not.toHaveProperty('queue');
  });

  it('sums up the runs of a definition', async () => {
    const definition = { id: unique('many'), name: 'Many', steps: [sleep('nap', 20), flaky('again', 1, 100)] };
    await expect(client.stepwright.profile(definition.id)).rejects.toMatchObject({ code: 'RunNotFound' });
    for (let i = 0; i < 3; i += 1) await client.stepwright.execute(definition);
    // The server lists a run a moment after it has ended.
    await expect.poll(async () => (await client.stepwright.profile(definition.id).catch(() => undefined))?.runs).toBe(3);
    const told = await client.stepwright.profile(definition.id);
    expect(told).toMatchObject({
      workflowId: definition.id,
      statuses: { COMPLETED: 3 },
      steps: [
        { step: 'nap', count: 3, retryRate: 0 },
        { step: 'again', count: 3, retryRate: 1 },
      ],
    });
    expect(told.steps[0]?.running.p50).toBeGreaterThanOrEqual(19);
    expect(told.steps[1]?.retrying.p50).toBeGreaterThanOrEqual(100);
    expect((await client.stepwright.profile(definition.id, { limit: 2 })).runs).toBe(2);
  });
});

import { describe, expect, it } from 'vitest';

import type { Step } from '../../src/core/definition/step.ts';
import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import { TIME_KINDS, type RunProfile, type Span } from '../../src/core/profile/run-profile.ts';
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
});

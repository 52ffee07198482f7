import { describe, expect, it } from 'vitest';

import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import type { WorkflowEvent } from '../../src/core/run/events.ts';
import { collect, useClient } from '../helpers/client.ts';
import { unique } from '../helpers/temporal.ts';

const client = useClient();

function chain(steps: number, ms: number): WorkflowDefinition {
  return {
    id: unique('chain'),
    name: 'Chain',
    steps: Array.from({ length: steps }, (_, i) => ({ id: `s${i}`, name: `Step ${i}`, target: 'util', action: 'sleep', params: { ms } })),
  };
}

const brief = ({ type, path }: WorkflowEvent): string => (path === undefined ? type : `${type} ${path}`);
const withoutProgress = (events: readonly WorkflowEvent[]): readonly string[] =>
  events.filter(({ type }) => type !== 'workflow:progress').map(brief);

describe('events', () => {
  it('come from the start to the closing one, each once, in order', async () => {
    const run = await client.stepwright.start(chain(3, 20));
    const events = await collect(run.events());
    expect(withoutProgress(events)).toEqual([
      'workflow:started',
      ...['s0', 's1', 's2'].flatMap((path) => [`step:started ${path}`, `step:completed ${path}`]),
      'workflow:completed',
    ]);
    expect(events.find(({ path, type }) => path === 's1' && type === 'step:completed')).toMatchObject({
      runId: run.id,
      workflowName: 'Chain',
      stepId: 's1',
      stepName: 'Step 1',
      status: 'COMPLETED',
      duration: expect.any(Number) as number,
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/) as string,
    });
    expect(events.findLast(({ type }) => type === 'workflow:progress')?.progress).toMatchObject({ percentComplete: 100 });
    // An ended run gives the same again, and as its trace.
    expect(await collect(run.events())).toEqual(events);
    expect(await run.trace()).toEqual(events);
  });

  it('go on after a cursor, in another client, without loss or double', async () => {
    const run = await client.stepwright.start(chain(4, 50));
    const seen: WorkflowEvent[] = [];
    for await (const event of run.events()) {
      seen.push(event);
      if (event.type === 'step:completed' && event.path === 's1') break;
    }
    const cursor = seen.at(-1)?.cursor ?? '';
    const other = await client.connectAgain({ worker: true });
    seen.push(...(await collect(other.run(run.id).events({ cursor }))));
    expect(seen).toEqual(await run.trace());
    const last = seen.at(-1)?.cursor ?? '';
    expect(await collect(run.events({ cursor: last }))).toEqual([]);
  });

  it('a cursor of another run is refused', async () => {
    const [one, two] = await Promise.all([client.stepwright.start(chain(1, 1)), client.stepwright.start(chain(1, 1))]);
    const [event] = await collect(one.events());
    await expect(collect(two.events({ cursor: event?.cursor ?? '' }))).rejects.toMatchObject({ code: 'InvalidValue' });
    await expect(collect(two.events({ cursor: 'nonsense' }))).rejects.toMatchObject({ code: 'InvalidValue' });
    await two.result();
  });

  it('end without an error when the signal is aborted', async () => {
    const run = await client.stepwright.start(chain(1, 60_000));
    const stop = new AbortController();
    const seen: string[] = [];
    for await (const event of run.events({ signal: stop.signal })) {
      seen.push(brief(event));
      if (event.type === 'step:started') setTimeout(() => stop.abort(), 20);
    }
    expect(seen).toEqual(['workflow:started', 'step:started s0']);
    await run.terminate();
  });

  it('of an ended run are told by its result when no worker is left', async () => {
    const taskQueue = unique('gone');
    const withWorker = await client.connectAgain({ taskQueue, worker: true });
    const run = await withWorker.start(chain(2, 1));
    const events = await collect(run.events());
    await run.result();
    await withWorker.close();
    const alone = (await client.connectAgain({ taskQueue })).run(run.id);
    expect(withoutProgress(await collect(alone.events()))).toEqual(withoutProgress(events));
    expect(withoutProgress(await alone.trace())).toEqual(withoutProgress(events));
    // From a cursor on, only what came after it.
    const { cursor = '' } = events.find(({ type, path }) => type === 'step:started' && path === 's1') ?? {};
    expect(withoutProgress(await collect(alone.events({ cursor })))).toEqual(['step:completed s1', 'workflow:completed']);
  });

  it('reach the client soon after the step ended', async () => {
    const run = await client.stepwright.start(chain(20, 30));
    const delays: number[] = [];
    for await (const event of run.events()) {
      if (event.type === 'step:completed') delays.push(Date.now() - Date.parse(event.timestamp));
    }
    delays.sort((a, b) => a - b);
    const median = delays[Math.floor(delays.length / 2)];
    process.stdout.write(`events: from the workflow's clock to the client: median ${median} ms, worst ${delays.at(-1)} ms\n`);
    expect(delays).toHaveLength(20);
  });
});

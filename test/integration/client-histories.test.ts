import { randomUUID } from 'node:crypto';

import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Run } from '../../src/client/api.ts';
import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import type { Snapshot } from '../../src/core/interpreter/snapshot.ts';
import { INTERPRETER } from '../../src/core/interpreter/version.ts';
import type { WorkflowEvent } from '../../src/core/run/events.ts';
import { collect, useClient } from '../helpers/client.ts';
import { temporal, unique } from '../helpers/temporal.ts';

const client = useClient({ user: 'starter' });

/** Params just small enough to stay in the history: some sixty calls fill one, by its size. */
const LARGE = 'x'.repeat(31_000);
const ITERATIONS = 160;

/** Echoes until several histories are full, then waits for an event and an approval. */
function long(iterations = ITERATIONS): WorkflowDefinition {
  return {
    id: unique('long'),
    name: 'Long',
    key: '$ref',
    input: { type: 'object', properties: { ref: { type: 'string' }, large: { type: 'string' } } },
    steps: [
      {
        id: 'loop',
        type: 'while',
        condition: `$index < ${iterations}`,
        steps: [{ id: 'say', target: 'util', action: 'echo', params: { large: '$large' }, output: 'null' }],
      },
      { id: 'go', type: 'event', event: 'go' },
      { id: 'ok', type: 'approval', approvers: ['ada'] },
    ],
    output: { go: '$go', approved: '$ok.approved' },
  };
}

const brief = ({ type, path }: WorkflowEvent): string => (path === undefined ? type : `${type} ${path}`);
const stepsOf = (events: readonly WorkflowEvent[]): readonly string[] =>
  events.filter(({ type }) => type.startsWith('step:') && type !== 'step:waiting').map(brief);

const EXPECTED = [
  'step:started loop',
  ...Array.from({ length: ITERATIONS }, (_, i) => [`step:started loop[${i}].say`, `step:completed loop[${i}].say`]).flat(),
  'step:completed loop',
  ...['go', 'ok'].flatMap((path) => [`step:started ${path}`, `step:completed ${path}`]),
];

/** A run that has done nothing yet, as it is handed over. */
const FRESH: Omit<Snapshot, 'trail'> = {
  startedAt: Date.now(),
  paused: false,
  phase: 'work',
  output: null,
  journal: [],
  variables: {},
  local: {},
  rollbacks: [],
  rolledBack: 0,
  rollbackErrors: [],
  events: { kept: [], ids: [] },
  numbered: 0,
  generated: 0,
};

let temporalClient: Client;
let run: Run;
let live: readonly WorkflowEvent[];
const key = unique('key');

/** Temporal run ids of a run's histories, the oldest first. */
async function histories(id: string): Promise<readonly string[]> {
  const found: { runId: string; startTime: Date }[] = [];
  for await (const info of temporalClient.workflow.list({ query: `WorkflowId = '${id}'` })) found.push(info);
  return found.toSorted((a, b) => +a.startTime - +b.startTime).map(({ runId }) => runId);
}

describe('a run over several histories', () => {
  beforeAll(async () => {
    const { address, namespace } = temporal();
    temporalClient = new Client({ connection: await Connection.connect({ address }), namespace });
    run = await client.stepwright.start(long(), { ref: key, large: LARGE });
    await run.event('go', 'early');
    const events: WorkflowEvent[] = [];
    for await (const event of run.events()) {
      events.push(event);
      if (event.type === 'step:waiting' && event.path === 'ok') await run.approve('ok', { as: 'ada' });
    }
    live = events;
  }, 120_000);
  afterAll(() => temporalClient.connection.close());

  it('was handed over at least twice', async () => {
    await expect.poll(async () => (await histories(run.id)).length).toBeGreaterThan(2);
  });

  it('gives every event once, live', () => {
    expect(stepsOf(live)).toEqual(EXPECTED);
    expect(live.at(0)?.type).toBe('workflow:started');
    expect(live.at(-1)?.type).toBe('workflow:completed');
    expect(live.filter(({ type }) => type === 'workflow:started')).toHaveLength(1);
    expect(new Set(live.map(({ cursor }) => cursor)).size).toBe(live.length);
  });

  it('gives the same to those who come later, as its trace, and from any cursor on', async () => {
    expect(await run.trace()).toEqual(live);
    expect(await collect(run.events())).toEqual(live);
    for (const from of [10, 250, live.length - 5]) {
      expect(await collect(run.events({ cursor: live[from]?.cursor ?? '' }))).toEqual(live.slice(from + 1));
    }
  });

  it('keeps an event, its start and its key', async () => {
    const result = await run.result();
    expect(result).toMatchObject({ status: 'COMPLETED', output: { go: 'early', approved: true } });
    // A fresh history begins seconds later.
    expect(Math.abs(+result.startTime - Date.parse(live[0]?.timestamp ?? ''))).toBeLessThan(500);
    await expect
      .poll(async () => (await collect(client.stepwright.list({ key }))).map(({ runId, status }) => [runId, status]))
      .toEqual([[run.id, 'COMPLETED']]);
  });

  it('goes on with what there is when an old history is gone', async () => {
    const definition = { id: unique('gone'), name: 'Gone', steps: [{ id: 'a', target: 'util', action: 'echo' }] };
    const workflowId = unique('gone');
    await temporalClient.workflow.start(definition.id, {
      workflowId,
      taskQueue: client.taskQueue,
      args: [
        {
          definition,
          hash: 'tested',
          interpreter: INTERPRETER,
          snapshot: { ...FRESH, trail: { last: 40, tail: [] } },
          earlier: [{ temporalRunId: randomUUID(), last: 40 }],
        },
      ],
    });
    const cameOn = client.stepwright.run(workflowId);
    expect(stepsOf(await collect(cameOn.events()))).toEqual(['step:started a', 'step:completed a']);
    expect(stepsOf(await cameOn.trace())).toEqual(['step:started a', 'step:completed a']);
  });

  it('that was terminated tells when it began', async () => {
    const other = await client.stepwright.start(long(80), { large: LARGE });
    await expect.poll(() => other.state().then(({ steps }) => steps.at(-1)?.path), { timeout: 60_000, interval: 200 }).toBe('go');
    const began = (await other.trace())[0]?.timestamp;
    await other.terminate();
    const result = await other.result();
    expect(result).toMatchObject({ status: 'FAILED', failure: { code: 'Terminated' } });
    expect(Math.abs(+result.startTime - Date.parse(began ?? ''))).toBeLessThan(1000);
    expect((await histories(other.id)).length).toBeGreaterThan(1);
  });
});

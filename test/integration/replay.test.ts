import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import { INTERPRETER } from '../../src/core/interpreter/version.ts';
import { UPDATES, type EventMessage, type VoteMessage } from '../../src/core/run/wire.ts';
import { PayloadFolder } from '../../src/files/payload-folder.ts';
import { checkRuns, type RunToCheck } from '../../src/replay/check-runs.ts';
import type { Difference } from '../../src/replay/difference.ts';
import { withDefinition } from '../../src/replay/other-definition.ts';
import { lookBack, type PastRun } from '../../src/replay/past-run.ts';
import { readHistory, type RecordedRun } from '../../src/replay/recorded-run.ts';
import { evaluateAt } from '../../src/replay/state-at.ts';
import { withStoredPayloads } from '../../src/replay/stored-payloads.ts';
import { workflowBundle } from '../../worker/workflow-bundle.ts';
import { useClient } from '../helpers/client.ts';
import { temporal, unique } from '../helpers/temporal.ts';

const client = useClient();
let options: { readonly bundle: { readonly codePath: string }; readonly namespace: string };
let plain: Client;
beforeAll(async () => {
  options = { bundle: await workflowBundle(), namespace: 'default' };
  plain = new Client({ connection: await Connection.connect({ address: temporal().address }) });
});
afterAll(() => plain.connection.close());

/** Starts a run as it is, with what the validation would have added. */
function start(definition: WorkflowDefinition, input: object, id: string) {
  const args = [{ definition, input, hash: 'given', interpreter: INTERPRETER }];
  return plain.workflow.start(definition.id, { workflowId: id, taskQueue: client.taskQueue, args });
}

async function recordingsOf(runId: string): Promise<readonly RecordedRun[]> {
  const texts = await client.stepwright.run(runId).histories();
  return Promise.all(texts.map((text) => withStoredPayloads(readHistory(text, runId), new PayloadFolder(client.dataDir))));
}

async function differences(runs: readonly RunToCheck[]): Promise<readonly (Difference | undefined)[]> {
  const found: (Difference | undefined)[] = [];
  for await (const { difference } of checkRuns(runs, options)) found.push(difference);
  return found;
}

describe('a run through every kind of block', () => {
  const definition: WorkflowDefinition = {
    id: 'replay-blocks',
    name: 'Blocks',
    steps: [
      {
        id: 'fork',
        type: 'parallel',
        branches: {
          left: [
            { id: 'l', target: 'util', action: 'echo', params: { side: 'left' } },
            { id: 'keep', type: 'set', values: { seen: '$l.side' } },
          ],
          right: [{ id: 'r', target: 'util', action: 'echo', params: { side: 'right' } }],
        },
      },
      {
        id: 'each',
        type: 'forEach',
        items: '${ [10, 20, 30] }',
        as: 'amount',
        parallel: true,
        steps: [{ id: 'double', target: 'util', action: 'echo', params: { value: '${ $amount * 2 }' }, output: '$result.value' }],
      },
      {
        id: 'careful',
        type: 'try',
        retry: { maxAttempts: 2, strategy: 'fixed', baseDelay: 10 },
        steps: [{ id: 'risky', target: 'util', action: 'fail', params: { message: 'no', code: 'Refused', class: 'transient' } }],
        catch: [{ steps: [{ id: 'note', type: 'set', values: { why: '$error.code' } }] }],
      },
      {
        id: 'loop',
        type: 'while',
        condition: '$index < 2',
        steps: [{ id: 'turn', target: 'util', action: 'echo', params: { n: '$index' } }],
      },
      {
        id: 'child',
        type: 'workflow',
        workflow: { id: 'replay-child', name: 'Child', steps: [{ id: 'inner', target: 'util', action: 'echo', params: { got: '$what' } }] },
        input: { what: '$why' },
      },
      { id: 'paid', type: 'event', event: 'paid', timeout: '1h' },
      { id: 'agree', type: 'approval', approvers: ['ann'] },
      { id: 'quick', type: 'if', condition: 'true', timeout: '1h', then: [{ id: 'nothing', type: 'set', values: { done: true } }] },
    ],
    finally: [{ id: 'tidy', target: 'util', action: 'echo', params: { status: '$run.status' } }],
    output: { all: '$each', by: '$agree.decisions[0].by', paid: '$paid.sum' },
  };
  let runs: readonly RecordedRun[];
  let output: unknown;
  const id = unique('blocks');

  beforeAll(async () => {
    const handle = await start(definition, {}, id);
    const run = client.stepwright.run(id);
    // Waiting for the result starts the worker.
    const result = run.result();
    await handle.executeUpdate<void, [EventMessage]>(UPDATES.event, { args: [{ type: 'paid', data: { sum: 40 } }] });
    for await (const event of run.events()) if (event.path === 'agree' && event.type === 'step:waiting') break;
    await handle.executeUpdate<void, [VoteMessage]>(UPDATES.approve, { args: [{ by: 'ann' }] });
    ({ output } = await result);
    runs = await recordingsOf(id);
  });

  test('replays as it was, and so does its child run', async () => {
    expect(output).toEqual({ all: [20, 40, 60], by: 'ann', paid: 40 });
    expect(await differences(runs)).toEqual([undefined]);
    expect(await differences(await recordingsOf(`${id}/child`))).toEqual([undefined]);
  });

  test.each<[string, string, string, Partial<Difference>]>([
    ['an iteration', '$amount * 2', '$amount == 20 ? 1 : $amount * 2', { kind: 'params', path: 'each[1].double', pointer: '/value' }],
    ['a branch', '"side":"right"', '"side":"wrong"', { kind: 'params', path: 'fork.right.r' }],
    ['a pass', '"message":"no"', '"message":"never"', { kind: 'params', path: 'careful.risky' }],
    ["a try's delay", '"baseDelay":10', '"baseDelay":20', { kind: 'timer', path: 'careful' }],
    ['one turn more', '$index < 2', '$index < 3', { kind: 'added', path: 'loop[2].turn' }],
    ['one turn less', '$index < 2', '$index < 1', { kind: 'missing', path: 'loop[1].turn' }],
    ["a child's input", '"what":"$why"', '"what":"$why!"', { kind: 'child', path: 'child', pointer: '/input/what' }],
    ['the end', '"status":"$run.status"', '"status":"over"', { kind: 'params', path: 'finally.tidy' }],
  ])('names where another definition differs: %s', async (_name, before, after, difference) => {
    const text = JSON.stringify(definition);
    expect(text).toContain(before);
    const changed = runs.map((run) => withDefinition(run, JSON.parse(text.replace(before, after)) as WorkflowDefinition));
    expect(await differences(changed)).toEqual([expect.objectContaining(difference)]);
  });

  test('is looked at from inside its blocks', async () => {
    const past = await lookBack(runs, options);
    expect(past.difference).toBeUndefined();
    const at = (path: string) => past.moments.findLast((moment) => moment.path === path);
    expect(at('each[1].double')).toMatchObject({ variables: { amount: 20, index: 1 }, step: { data: 40, body: 'each[1]' } });
    expect(at('fork.left.keep')?.variables).toMatchObject({ seen: 'left' });
    expect(at('fork.right.r')?.variables).not.toHaveProperty('seen');
    expect(at('careful#2.note')?.variables).toMatchObject({ why: 'Refused', error: { code: 'Refused' } });
    const turn = past.moments.find(({ path, type }) => path === 'loop[1].turn' && type === 'step:started');
    expect(turn?.expressions).toEqual([{ source: '$index', value: 1 }]);
    const inner = at('each[2].double');
    expect(inner && evaluateAt(past, inner, '$double + $amount')).toBe(90);
  });
});

describe('a run in several histories', () => {
  const definition: WorkflowDefinition = {
    id: 'replay-chain',
    name: 'Chain',
    steps: [
      {
        id: 'loop',
        type: 'while',
        condition: '$index < 170',
        steps: [
          // Just below the size above which a value is kept elsewhere: some seventy of them fill a history.
          { id: 'turn', target: 'util', action: 'echo', params: { n: '$index', text: '$filler' }, output: '$result.n' },
          { id: 'sum', type: 'set', values: { total: '${ default($total, 0) + $turn }' } },
        ],
      },
    ],
    output: { total: '$total' },
  };
  const id = unique('chain');
  let runs: readonly RecordedRun[];
  let output: unknown;
  let past: PastRun;

  beforeAll(async () => {
    await start(definition, { filler: 'x'.repeat(30_000) }, id);
    ({ output } = await client.stepwright.run(id).result());
    runs = await recordingsOf(id);
    past = await lookBack(runs, options);
  }, 240_000);

  test('each of them replays as it was', async () => {
    expect(output).toEqual({ total: (170 * 169) / 2 });
    expect(runs.length).toBeGreaterThan(1);
    expect(await differences(runs)).toEqual(runs.map(() => undefined));
  });

  test('another definition is asked of each, and may have another name', async () => {
    const renamed = runs.map((run) => withDefinition(run, { ...definition, name: 'Other', version: '2.0.0' }));
    expect(await differences(renamed)).toEqual(runs.map(() => undefined));
    const other = JSON.parse(JSON.stringify(definition).replace('+ $turn', '+ $turn * 2')) as WorkflowDefinition;
    const [first] = await differences(runs.map((run) => withDefinition(run, other)));
    expect(first).toMatchObject({ kind: 'hand-over', pointer: expect.stringContaining('total') as string });
  });

  test('its moments go on over them', () => {
    expect(past.difference).toBeUndefined();
    expect(past.moments.filter(({ type }) => type === 'workflow:started')).toHaveLength(1);
    expect(past.moments.filter(({ path, type }) => /^loop\[\d+\]\.turn$/.test(path ?? '') && type === 'step:completed')).toHaveLength(170);
    expect(past.moments.at(-1)).toMatchObject({ type: 'workflow:completed', variables: { total: (170 * 169) / 2 } });
    expect(past.moments.map(({ n }) => n)).toEqual(past.moments.map((_, i) => i + 1));
  });
});

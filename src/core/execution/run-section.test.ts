import { setImmediate as followUps } from 'node:timers/promises';

import { expect, test } from 'vitest';

import type { WorkflowDefinition } from '../definition/workflow-definition.ts';
import { startRun } from '../interpreter/interpreter.ts';
import type { Runtime } from '../interpreter/runtime.ts';
import { runSection, type SectionHost } from './run-section.ts';
import type { Delivery, SectionRequest, SectionRun } from './section.ts';

const definition: WorkflowDefinition = {
  id: 'pipe',
  name: 'Pipe',
  execution: 'express',
  steps: ['a', 'b', 'c'].map((id) => ({ id, target: 't', action: 'x', params: {} })),
};

/** A world in which no call ever ends. */
const STILL: Runtime = {
  now: () => 0,
  callAction: () => new Promise(() => undefined),
  startChild: () => new Promise(() => undefined),
  sleep: () => new Promise(() => undefined),
  historyLoad: () => 0,
  quiet: () => followUps(),
  log: () => undefined,
  changed: () => undefined,
};

/** What a section begins with when a run has just begun and wants to make these calls. */
async function requestFor(wanted: readonly string[], of: Partial<SectionRun> = {}): Promise<SectionRequest> {
  const run = { definition, input: {}, info: { runId: 'r', startedAt: 0 }, ...of };
  const control = startRun(run, STILL);
  await followUps();
  const snapshot = control.standing(new Set(wanted));
  if (snapshot === undefined) throw new Error('the run does not stand still');
  return { run: { ...run, snapshot }, keyRunId: 'r', now: 0, wanted, elsewhere: [], budget: 1000 };
}

function hostOf(): SectionHost & { readonly called: string[] } {
  const called: string[] = [];
  return {
    called,
    stopped: false,
    elapsed: () => 5,
    quiet: () => followUps(),
    stopSoon: () => undefined,
    stopIn: () => () => undefined,
    delivered: () => undefined,
    call: async (_scope, { path }) => {
      called.push(path);
      return { status: 'completed', value: { data: path, ms: 1, attempts: 1 } };
    },
  };
}

test('makes all calls in a row, and says when each ended', async () => {
  const host = hostOf();
  const { deliveries } = await runSection(await requestFor(['a']), host);
  expect(host.called).toEqual(['a', 'b', 'c']);
  expect(deliveries.map(({ path, at }) => [path, at])).toEqual([
    ['a', 5],
    ['b', 5],
    ['c', 5],
  ]);
});

test('what an earlier attempt had delivered is not called again', async () => {
  const known: readonly Delivery[] = ['a', 'b'].map((path) => ({
    path,
    at: 40,
    end: { status: 'completed', value: { data: path, ms: 1, attempts: 1 } },
  }));
  const host = hostOf();
  const log = await runSection(await requestFor(['a']), host, known);
  expect(host.called).toEqual(['c']);
  expect(log.deliveries.map(({ path }) => path)).toEqual(['a', 'b', 'c']);
  // Time goes on from where that attempt was.
  expect(log.took).toBe(45);
});

test('a run that asks for other calls than it should gets none made', async () => {
  const host = hostOf();
  expect(await runSection(await requestFor(['a', 'elsewhere']), host)).toEqual({ deliveries: [], took: 0 });
  expect(host.called).toEqual([]);
});

test.each([
  [4, [undefined, true, true]],
  [3, [undefined, undefined, undefined]],
])('calls that end together are given their ends in one go since interpreter 4: %d', async (interpreter, together) => {
  const info = { runId: 'r', startedAt: 0, interpreter };
  const request = await requestFor(['a', 'b', 'c'], { definition: { ...definition, mode: 'graph' }, info });
  const { deliveries } = await runSection(request, hostOf());
  expect(deliveries.map((delivery) => [delivery.path, delivery.together])).toEqual(['a', 'b', 'c'].map((path, i) => [path, together[i]]));
});

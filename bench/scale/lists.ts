import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';

import { NativeConnection, Worker } from '@temporalio/worker';

import type { ForEachStep } from '../../src/core/definition/steps/for-each.ts';
import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import { expect, measured, report, type Ended } from './measured.ts';
import type { Place } from './place.ts';

const ECHO = { id: 'call', target: 'util', action: 'echo', params: { n: '$item' } } as const;
const BY_HAND = 'by-hand';

/** What is done with each item, and what comes of it all. */
interface Body extends Pick<ForEachStep, 'steps' | 'collect'> {
  readonly output: unknown;
  wanted(items: readonly number[]): unknown;
}

const BODIES = {
  collected: { steps: [ECHO], collect: '${$call.n}', output: '${size($all)}', wanted: (items) => items.length },
  none: { steps: [ECHO], collect: 'none', output: '$all', wanted: () => null },
  folded: {
    steps: [ECHO],
    collect: { fold: '${$acc + $call.n}', from: 0 },
    output: '$all',
    wanted: (items) => items.reduce((sum, n) => sum + n, 0),
  },
  pure: {
    steps: [{ id: 's', type: 'set', values: { n: '$item' } }],
    collect: '${$n}',
    output: '${size($all)}',
    wanted: (items) => items.length,
  },
} satisfies Readonly<Record<string, Body>>;

/** A parallel loop over a very long list. */
export function listOf(kind: keyof typeof BODIES): (place: Place, size: number) => Promise<void> {
  return async (place, size) => {
    const body: Body = BODIES[kind];
    const { steps, collect, output } = body;
    const loop: ForEachStep = {
      id: 'all',
      type: 'forEach',
      items: '$items',
      parallel: true,
      steps,
      ...(collect === undefined ? {} : { collect }),
    };
    const definition: WorkflowDefinition = { id: 'list', name: 'List', steps: [loop], output };
    const items = numbers(size);
    const handle = await place.start(definition, { items });
    const figures = await measured(async () => expect((await handle.result()) as Ended, body.wanted(items)));
    await report(place, `parallel forEach, ${size} items, ${kind}`, { runId: handle.workflowId, figures, units: size });
  };
}

/** The same by hand: plain workflows and activities, children of as many items, as many calls at once. */
export async function listByHand(place: Place, size: number): Promise<void> {
  const connection = await NativeConnection.connect({ address: place.address });
  const worker = await Worker.create({
    connection,
    taskQueue: BY_HAND,
    workflowsPath: fileURLToPath(new URL('by-hand-workflows.ts', import.meta.url)),
    activities: { echo: (params: unknown) => Promise.resolve(params) },
    dataConverter: place.dataConverter,
  });
  const running = worker.run();
  const items = numbers(size);
  const runId = `by-hand-${randomUUID()}`;
  const handle = await place.client.workflow.start('list', { taskQueue: BY_HAND, workflowId: runId, args: [items] });
  const figures = await measured(async () => {
    const output = ((await handle.result()) as readonly number[]).length;
    expect({ status: 'COMPLETED', output }, size);
  });
  await report(place, `the same by hand, ${size} items`, { runId, figures, units: size });
  worker.shutdown();
  await running;
  await connection.close();
}

function numbers(size: number): readonly number[] {
  return Array.from({ length: size }, (_, i) => i);
}

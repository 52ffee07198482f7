/** `npm run bench:scale`: what loops, very long lists and long-lived machines cost in history, memory and time. See README.md. */
import { setTimeout as delay } from 'node:timers/promises';

import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import { SIGNALS, UPDATES } from '../../src/core/run/wire.ts';
import { historiesOf } from './histories.ts';
import { openPlace, type Place } from './place.ts';

/** By hand: scheduled, started, completed, and the workflow task after it (scheduled, started, completed). */
const EVENTS_BY_HAND = 6;

interface Figures {
  readonly seconds: number;
  /** Megabytes above what the process took before. */
  readonly memory: number;
}

async function measured(work: () => Promise<unknown>): Promise<Figures> {
  const before = process.memoryUsage.rss();
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 100);
  const from = performance.now();
  await work();
  clearInterval(watch);
  return { seconds: (performance.now() - from) / 1000, memory: (most - before) / 2 ** 20 };
}

async function report(place: Place, what: string, run: { readonly runId: string; readonly figures: Figures; readonly units: number }) {
  const { runId, figures, units } = run;
  // Visibility is a moment behind.
  await delay(1500);
  const all = await historiesOf(place.client, runId);
  print(
    `${what}: ${figures.seconds.toFixed(1)} s, ${(all.events / units).toFixed(2)} events and ${(all.bytes / units).toFixed(0)} bytes each, ` +
      `${all.count} histories, largest ${all.largestEvents} events, ${(all.largestBytes / 2 ** 20).toFixed(2)} MB; memory +${figures.memory.toFixed(0)} MB`,
  );
}

const echo = (params: Readonly<Record<string, unknown>>) => ({ id: 'call', target: 'util', action: 'echo', params }) as const;

/** A loop of one action. */
async function loop(place: Place, iterations: number): Promise<void> {
  const definition: WorkflowDefinition = {
    id: 'loop',
    name: 'Loop',
    limits: { maxIterations: iterations + 1 },
    steps: [{ id: 'l', type: 'while', condition: `$index < ${iterations}`, steps: [echo({ n: '$index' })] }],
    output: '$l.n',
  };
  const handle = await place.start(definition);
  const figures = await measured(async () => expect((await handle.result()) as Ended, iterations - 1));
  await report(place, `while, ${iterations} iterations of one action (by hand ${EVENTS_BY_HAND} events)`, {
    runId: handle.workflowId,
    figures,
    units: iterations,
  });
}

/** A loop that calls nothing. */
async function pureLoop(place: Place, iterations: number): Promise<void> {
  const definition: WorkflowDefinition = {
    id: 'pure-loop',
    name: 'Pure loop',
    limits: { maxIterations: iterations + 1 },
    steps: [{ id: 'l', type: 'while', condition: `$index < ${iterations}`, steps: [{ id: 's', type: 'set', values: { n: '$index' } }] }],
    output: '$n',
  };
  const handle = await place.start(definition);
  const figures = await measured(async () => expect((await handle.result()) as Ended, iterations - 1));
  await report(place, `while, ${iterations} iterations without a call`, { runId: handle.workflowId, figures, units: iterations });
}

/** A parallel loop over a very long list. */
async function list(place: Place, items: number): Promise<void> {
  const definition: WorkflowDefinition = {
    id: 'list',
    name: 'List',
    steps: [{ id: 'all', type: 'forEach', items: '$items', parallel: true, collect: '${$call.n}', steps: [echo({ n: '$item' })] }],
    output: { size: '${size($all)}', last: `$all[${items - 1}]` },
  };
  const handle = await place.start(definition, { items: Array.from({ length: items }, (_, i) => i) });
  const figures = await measured(async () => expect((await handle.result()) as Ended, { size: items, last: items - 1 }));
  await report(place, `parallel forEach, ${items} items`, { runId: handle.workflowId, figures, units: items });
}

/** A state machine that goes to and fro. */
async function machine(place: Place, transitions: number): Promise<void> {
  const definition: WorkflowDefinition = {
    id: 'machine',
    name: 'Machine',
    initial: 'even',
    states: {
      even: { on: { next: 'odd', stop: 'done' } },
      odd: { on: { next: { target: 'even', steps: [{ id: 's', type: 'set', values: { n: '${default($n, 0) + 2}' } }] } } },
      done: { type: 'final', output: '$n' },
    },
  };
  const handle = await place.start(definition);
  const figures = await measured(async () => {
    // The update at the end of each hundred is answered when all are taken in: a run that is sent more than it takes can't go on.
    for (let sent = 0; sent < transitions; sent += 100) {
      await Promise.all(Array.from({ length: 99 }, () => handle.signal(SIGNALS.event, { type: 'next' })));
      await handle.executeUpdate(UPDATES.event, { args: [{ type: 'next' }] });
    }
    await handle.signal(SIGNALS.event, { type: 'stop' });
    expect((await handle.result()) as Ended, transitions);
  });
  await report(place, `state machine, ${transitions} transitions on signals`, { runId: handle.workflowId, figures, units: transitions });
}

interface Ended {
  readonly status: string;
  readonly output: unknown;
}

function expect({ status, output }: Ended, wanted: unknown): void {
  if (status === 'COMPLETED' && JSON.stringify(output) === JSON.stringify(wanted)) return;
  throw new Error(`the run ended ${status} with ${JSON.stringify(output)}, not ${JSON.stringify(wanted)}`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

const SCENARIOS: Readonly<Record<string, (place: Place, size: number) => Promise<void>>> = { loop, 'pure-loop': pureLoop, list, machine };
const SIZES: Readonly<Record<string, number>> = { loop: 5000, 'pure-loop': 50_000, list: 100_000, machine: 10_000 };

const place = await openPlace();
try {
  const [only, size] = process.argv.slice(2);
  for (const [name, run] of Object.entries(SCENARIOS))
    if (only === undefined || only === name) await run(place, Number(size ?? SIZES[name]));
} finally {
  await place.close();
}

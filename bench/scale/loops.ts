import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import { SIGNALS, UPDATES } from '../../src/core/run/wire.ts';
import { expect, measured, report, type Ended } from './measured.ts';
import type { Place } from './place.ts';

/** By hand: scheduled, started, completed, and the workflow task after it (scheduled, started, completed). */
const EVENTS_BY_HAND = 6;

/** A loop of one action. */
export async function loop(place: Place, iterations: number): Promise<void> {
  const definition: WorkflowDefinition = {
    id: 'loop',
    name: 'Loop',
    limits: { maxIterations: iterations + 1 },
    steps: [
      {
        id: 'l',
        type: 'while',
        condition: `$index < ${iterations}`,
        steps: [{ id: 'call', target: 'util', action: 'echo', params: { n: '$index' } }],
      },
    ],
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
export async function pureLoop(place: Place, iterations: number): Promise<void> {
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

/** A state machine that goes to and fro. */
export async function machine(place: Place, transitions: number): Promise<void> {
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

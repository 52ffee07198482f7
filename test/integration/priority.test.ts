import { expect, test } from 'vitest';
import { z } from 'zod';

import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import { action } from '../../src/core/target/action.ts';
import { defineTarget } from '../../src/core/target/define-target.ts';
import { useClient } from '../helpers/client.ts';

const done: string[] = [];
const first = { reached: () => undefined as void, open: Promise.resolve() };
const mark = action({
  params: z.object({ name: z.string() }),
  run: async ({ name }) => {
    done.push(name);
    if (name === 'first') {
      first.reached();
      await first.open;
    }
    return null;
  },
});
const targets = [defineTarget('order', { actions: { mark } })];
// One call at once: all others are a backlog on the server.
const client = useClient({ targets, worker: { concurrency: 1 } });

/** Holds the only place until `backlog` has started what is to wait behind it; gives the order of what came after. */
async function behindAnother(backlog: () => Promise<readonly string[]>): Promise<readonly string[]> {
  done.length = 0;
  let open = () => undefined as void;
  first.open = new Promise((resolve) => {
    open = () => resolve();
  });
  const reached = new Promise<void>((resolve) => {
    first.reached = () => resolve();
  });
  const holder = await client.stepwright.start({ ...marking('holder', 'first'), id: 'holder' });
  await reached;
  const ids = await backlog();
  open();
  await Promise.all([holder.id, ...ids].map((id) => client.stepwright.run(id).result()));
  return done.filter((name) => name !== 'first');
}

function marking(id: string, name: unknown, more: Partial<WorkflowDefinition> = {}): WorkflowDefinition {
  return { id, name: id, ...more, steps: [{ id: 'mark', target: 'order', action: 'mark', params: { name } }] };
}

/** Resolves when the call of each run waits on the server. */
async function started(definitions: readonly WorkflowDefinition[], input: Readonly<Record<string, unknown>> = {}) {
  const runs = await Promise.all(definitions.map((definition) => client.stepwright.start(definition, input)));
  await expect
    .poll(async () =>
      (await Promise.all(runs.map((run) => run.trace()))).every((trace) => trace.some(({ type }) => type === 'step:started')),
    )
    .toBe(true);
  return runs.map(({ id }) => id);
}

test('a backlog is worked off by priority', async () => {
  const late = Array.from({ length: 6 }, (_, i) => marking(`late-${i}`, 'late', { priority: 5 }));
  const soon = Array.from({ length: 6 }, (_, i) => marking(`soon-${i}`, 'soon', { priority: 1 }));
  const order = await behindAnother(async () => [...(await started(late)), ...(await started(soon))]);
  // One that was handed to the worker before the others came can't be called back.
  expect(order.indexOf('soon')).toBeLessThanOrEqual(1);
  expect(order.slice(1, 7).filter((name) => name === 'soon').length).toBeGreaterThanOrEqual(5);
});

test('keys share their turns, however many runs one of them has', async () => {
  const fair = { fairness: { key: '$tenant' } };
  const order = await behindAnother(async () => {
    const large = Array.from({ length: 16 }, (_, i) => marking(`large-${i}`, 'large', fair));
    const small = Array.from({ length: 4 }, (_, i) => marking(`small-${i}`, 'small', fair));
    return [...(await started(large, { tenant: 'large' })), ...(await started(small, { tenant: 'small' }))];
  });
  expect(order.lastIndexOf('small')).toBeLessThan(12);
});

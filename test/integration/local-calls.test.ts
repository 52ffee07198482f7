import { expect, test } from 'vitest';

import { temporalDriver } from '../behaviour/drivers/temporal.ts';
import { definition, probe } from '../behaviour/driver.ts';

const driver = temporalDriver({ execution: 'local' });

/** Under the size at which a value leaves the history. */
const TEXT = 'x'.repeat(25_000);

test('side by side, local calls give no more at once than the server takes with one workflow task', async () => {
  const loop = {
    id: 'each',
    type: 'forEach',
    items: '$items',
    parallel: true,
    collect: 'none',
    steps: [probe('x', { result: '$text' })],
  } as const;
  const run = await driver.start(definition([loop]), { input: { items: Array.from({ length: 180 }, (_, i) => i), text: TEXT } });
  // Its history is more than one answer of the server holds.
  expect(await driver.handle(run.runId).result()).toMatchObject({ status: 'COMPLETED' });
  expect(run.probe.started).toHaveLength(180);
});

test('one after the other likewise', async () => {
  const steps = Array.from({ length: 200 }, (_, i) => probe(`s${i}`, { result: '$text' }));
  const run = await driver.start(definition(steps), { input: { text: TEXT } });
  // Its history is more than one answer of the server holds.
  expect(await driver.handle(run.runId).result()).toMatchObject({ status: 'COMPLETED' });
  expect(run.probe.started).toHaveLength(200);
});

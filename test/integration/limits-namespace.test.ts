import { expect, test } from 'vitest';

import { temporalDriver } from '../behaviour/drivers/temporal.ts';
import { definition, probe, ran, undo } from '../behaviour/driver.ts';
import { unique } from '../helpers/temporal.ts';

/** Writing a search attribute that the namespace lacks would wedge a run: these write none. */
const driver = temporalDriver({ namespace: unique('bare') });

test('in a namespace without our search attributes runs complete', async () => {
  expect((await ran(driver, definition([probe('a', { result: 1 })]))).result).toMatchObject({ status: 'COMPLETED', output: { a: 1 } });
});

test('and are paused, resumed, cancelled and rolled back', async () => {
  const run = await driver.start(definition([probe('a', {}, undo()), probe('b', { hold: true })], { rollbackOnFailure: true }));
  await run.probe.begun('b');
  await run.pause();
  await run.until(({ status }) => status === 'PAUSED');
  await run.resume();
  await run.until(({ status }) => status === 'RUNNING');
  await run.cancel();
  expect(await run.result()).toMatchObject({ status: 'CANCELLED', rollbackPerformed: true });
});

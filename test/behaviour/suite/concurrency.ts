import { randomUUID } from 'node:crypto';

import { describe, expect, onTestFinished, test } from 'vitest';

import type { Step } from '../../../src/core/definition/step.ts';
import type { WorkflowDefinition } from '../../../src/core/definition/workflow-definition.ts';
import { isOver } from '../../../src/core/run/status.ts';
import type { RunState } from '../../../src/core/run/wire.ts';
import { BROKEN, definition, probe, undo, type DrivenRun, type Driver } from '../driver.ts';

type Concurrency = Omit<NonNullable<WorkflowDefinition['concurrency']>, 'key'>;

const WORK: readonly Step[] = [probe('work', { hold: true })];

/** A run that starts others of one definition, with these keys: gives the way to start the next one. */
async function row(driver: Driver, keys: readonly unknown[], one: WorkflowDefinition): Promise<() => DrivenRun> {
  const steps = keys.flatMap((key, i): readonly Step[] => [
    probe(`gate${i}`, { hold: true }),
    { id: `run${i}`, type: 'workflow', workflow: one, input: { key }, wait: false, onParentClose: 'abandon' },
  ]);
  const starter = await driver.start(definition([...steps, probe('last', { hold: true })], { id: 'starter', name: 'Starter' }));
  // What it started is driven as long as it goes on.
  onTestFinished(() => starter.probe.release('last'));
  let started = 0;
  return () => {
    starter.probe.release(`gate${started}`);
    return starter.other(`${starter.runId}/run${started++}`);
  };
}

function limited(concurrency: Concurrency, more: Partial<WorkflowDefinition> = {}): WorkflowDefinition {
  return definition(more.steps ?? WORK, { id: 'limited', name: 'Limited', ...more, concurrency: { key: '$key', ...concurrency } });
}

function queued(run: DrivenRun): Promise<unknown> {
  return run.until(({ status }) => status === 'PENDING');
}

/** One run at work, and others that wait behind it in this order. */
async function line(driver: Driver, length: number, one: WorkflowDefinition) {
  const key = randomUUID();
  const next = await row(
    driver,
    Array.from({ length }, () => key),
    one,
  );
  const first = next();
  await first.probe.begun('work');
  const waiting: DrivenRun[] = [];
  while (waiting.length < length - 1) {
    const run = next();
    await queued(run);
    waiting.push(run);
  }
  return { first, waiting };
}

async function finish(run: DrivenRun): Promise<string> {
  await run.probe.begun('work');
  run.probe.release('work');
  return (await ended(run)).status;
}

function ended(run: DrivenRun): Promise<RunState> {
  return run.until(({ status }) => isOver(status));
}

/** At most so many runs at once with a key. */
export function concurrency(driver: Driver): void {
  describe('a concurrency key', () => {
    test('runs beyond the limit wait their turn, first come, first served', async () => {
      const { first, waiting } = await line(driver, 3, limited({}));
      const [second, third] = waiting as [DrivenRun, DrivenRun];
      expect([...second.probe.started, ...third.probe.started]).toEqual([]);
      expect(await finish(first)).toBe('COMPLETED');
      await second.probe.begun('work');
      expect((await third.state()).status).toBe('PENDING');
      expect((await second.state()).status).toBe('RUNNING');
      expect([await finish(second), await finish(third)]).toEqual(['COMPLETED', 'COMPLETED']);
      const told = (await third.trail()).flatMap(({ notice }) => notice ?? []);
      expect(told).toEqual([expect.stringContaining('waits for its turn'), expect.stringContaining('has its turn')]);
    });

    test('as many at once as the limit says, and others are not held up by them', async () => {
      const key = randomUUID();
      const next = await row(driver, [key, key, key, randomUUID(), null, null], limited({ limit: 2 }));
      const [a, b] = [next(), next()];
      await Promise.all([a.probe.begun('work'), b.probe.begun('work')]);
      const c = next();
      await queued(c);
      for (const other of [next(), next(), next()]) expect(await finish(other)).toBe('COMPLETED');
      expect(await finish(b)).toBe('COMPLETED');
      expect(await finish(c)).toBe('COMPLETED');
      expect(await finish(a)).toBe('COMPLETED');
    });

    test('a run that fails holds its place until it is rolled back and its finally is over', async () => {
      const steps = [probe('before', {}, undo({ hold: true })), probe('work', { hold: true, ...BROKEN })];
      const one = limited({}, { steps, rollbackOnFailure: true, finally: [probe('last', { hold: true })] });
      const { first, waiting } = await line(driver, 2, one);
      const [second] = waiting as [DrivenRun];
      first.probe.release('work');
      await first.probe.begun('before~rollback');
      first.probe.release('before~rollback');
      const last = await first.probe.begun('finally.last');
      expect((await second.state()).status).toBe('PENDING');
      first.probe.release('finally.last');
      expect((await ended(first)).status).toBe('ROLLED_BACK');
      const begun = await second.probe.begun('before');
      expect(begun.began).toBeGreaterThan(last.ended ?? Infinity);
    });

    test('skip: a run beyond the limit ends at once and does nothing', async () => {
      const key = randomUUID();
      const next = await row(driver, [key, key, key], limited({ onLimit: 'skip' }, { finally: [probe('last')] }));
      const first = next();
      await first.probe.begun('work');
      const second = next();
      expect(await ended(second)).toMatchObject({ status: 'CANCELLED', failure: { code: 'Skipped' }, steps: [] });
      expect(second.probe.started).toEqual([]);
      expect(await finish(first)).toBe('COMPLETED');
      expect(await finish(next())).toBe('COMPLETED');
    });

    test('replace: the run before is cancelled and rolled back, then the new one begins', async () => {
      const steps = [probe('before', {}, undo()), ...WORK];
      const one = limited({ onLimit: 'replace' }, { steps, rollbackOnFailure: true });
      const key = randomUUID();
      const next = await row(driver, [key, key], one);
      const first = next();
      await first.probe.begun('work');
      const second = next();
      const { began } = await second.probe.begun('before');
      const { status, failure } = await ended(first);
      expect([status, failure?.message]).toEqual(['CANCELLED', expect.stringContaining(`replaced by run ${second.runId}`)]);
      expect(began).toBeGreaterThan(first.probe.of('before~rollback')[0]?.ended ?? Infinity);
      expect(await finish(second)).toBe('COMPLETED');
    });

    test('replace: of those that wait only the newest gets its turn', async () => {
      const steps = [probe('before', {}, undo({ hold: true })), ...WORK];
      const one = limited({ onLimit: 'replace' }, { steps, rollbackOnFailure: true });
      const key = randomUUID();
      const next = await row(driver, [key, key, key], one);
      const first = next();
      await first.probe.begun('work');
      const second = next();
      await first.probe.begun('before~rollback');
      await queued(second);
      const third = next();
      expect(await ended(second)).toMatchObject({ status: 'CANCELLED' });
      expect(second.probe.started).toEqual([]);
      await queued(third);
      first.probe.release('before~rollback');
      expect(await finish(third)).toBe('COMPLETED');
    });

    test('cancelled while it waits: it has done nothing, and those behind it move up', async () => {
      const { first, waiting } = await line(driver, 3, limited({}, { finally: [probe('last')] }));
      const [second, third] = waiting as [DrivenRun, DrivenRun];
      await second.cancel({ reason: 'not needed' });
      expect(await ended(second)).toMatchObject({ status: 'CANCELLED', failure: { message: 'the run was cancelled: not needed' } });
      expect(second.probe.started).toEqual([]);
      expect((await third.state()).status).toBe('PENDING');
      expect([await finish(first), await finish(third)]).toEqual(['COMPLETED', 'COMPLETED']);
    });

    test('paused while it waits: it keeps its turn, and begins when it is resumed', async () => {
      const { first, waiting } = await line(driver, 2, limited({}));
      const [second] = waiting as [DrivenRun];
      await second.pause();
      await second.until(({ status }) => status === 'PAUSED');
      await second.resume();
      await queued(second);
      await second.pause();
      expect(await finish(first)).toBe('COMPLETED');
      await second.untilTold(({ notice }) => notice?.includes('has its turn') === true);
      expect((await second.state()).status).toBe('PAUSED');
      expect(second.probe.started).toEqual([]);
      await second.resume();
      expect(await finish(second)).toBe('COMPLETED');
    });

    test('a key that can not be worked out fails the run', async () => {
      const run = await driver.start({ ...limited({}), concurrency: { key: '${ 1 / $zero }' } }, { input: { zero: 0 } });
      expect(await run.result()).toMatchObject({ status: 'FAILED', failure: { code: 'ExpressionError' } });
    });
  });
}

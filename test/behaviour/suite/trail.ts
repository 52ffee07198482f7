import { describe, expect, test } from 'vitest';

import { definition, probe, ran, undo, type Driver } from '../driver.ts';
import type { TrailEntry } from '../../../src/core/run/events.ts';

const STEPS = /^(?:step|rollback):/;

function lines(trail: readonly TrailEntry[]): readonly string[] {
  return trail.filter(({ type }) => type !== 'workflow:progress').map(({ type, path }) => (path === undefined ? type : `${type} ${path}`));
}

export function trail(driver: Driver): void {
  describe('trail', () => {
    test('what happened is told in order, from started to completed', async () => {
      const block = { id: 'i', type: 'if', condition: 'true', then: [probe('x')] } as const;
      const { run } = await ran(driver, definition([probe('a', {}, { when: 'false' }), block, { id: 'w', type: 'wait', for: 20 }]));
      expect(lines(await run.trail())).toEqual([
        'workflow:started',
        'step:skipped a',
        'step:started i',
        'step:started i.x',
        'step:completed i.x',
        'step:completed i',
        'step:started w',
        'step:waiting w',
        'step:completed w',
        'workflow:completed',
      ]);
    });

    test('entries are numbered from 1 without gaps, their times never go back', async () => {
      const { run } = await ran(driver, definition([probe('a', { sleep: 5 }), probe('b', { fail: {} }, { optional: true })]));
      const entries = await run.trail();
      expect(entries.map((entry) => entry.seq)).toEqual(entries.map((_, i) => i + 1));
      expect(entries.map((entry) => entry.at)).toEqual(entries.map((entry) => entry.at).toSorted((a, b) => a - b));
    });

    test('each end of a step is followed by the progress', async () => {
      const { run } = await ran(driver, definition([probe('a'), probe('b')]));
      const progress = (await run.trail())
        .filter(({ type }) => type === 'workflow:progress')
        .map((entry) => entry.progress?.percentComplete);
      expect(progress).toEqual([50, 100]);
    });

    test('a failed step is told with its error, attempts and duration', async () => {
      const { run } = await ran(
        driver,
        definition([probe('a', { sleep: 10, fail: { message: 'no', class: 'permanent' } }, { name: 'The a' })]),
      );
      const failed = (await run.trail()).find(({ type }) => type === 'step:failed');
      expect(failed).toMatchObject({
        path: 'a',
        stepId: 'a',
        stepName: 'The a',
        status: 'FAILED',
        error: 'no',
        attempts: 1,
        failure: { class: 'permanent' },
      });
      expect(failed?.duration).toBeGreaterThanOrEqual(9);
      expect((await run.trail()).at(-1)).toMatchObject({ type: 'workflow:failed', status: 'FAILED', error: 'no' });
    });

    test('rollback is told step by step, with what could not be undone', async () => {
      const { run } = await ran(
        driver,
        definition(
          [
            probe('a', {}, undo()),
            probe('b', {}, undo({ fail: { class: 'permanent', message: 'stuck' } })),
            { id: 'f', type: 'fail', error: 'x' },
          ],
          {
            rollbackOnFailure: true,
          },
        ),
      );
      const entries = (await run.trail()).filter(({ type }) => STEPS.test(type)).slice(-4);
      expect(lines(entries)).toEqual(['rollback:started', 'rollback:step b', 'rollback:step a', 'rollback:completed']);
      expect(entries[1]).toMatchObject({ status: 'COMPLETED', error: 'stuck' });
      expect(entries[2]).toMatchObject({ status: 'ROLLED_BACK' });
      expect(entries[2]).not.toHaveProperty('error');
    });

    test('a cancelled run ends with workflow:cancelled', async () => {
      const run = await driver.start(definition([probe('a', { hold: true })]));
      await run.probe.begun('a');
      await run.cancel();
      await run.result();
      expect(lines(await run.trail()).at(-1)).toBe('workflow:cancelled');
    });

    test('state shows input, variables and steps as they are', async () => {
      const run = await driver.start(definition([{ id: 's', type: 'set', values: { v: '$n' } }, probe('a', { hold: true })]), {
        input: { n: 3 },
      });
      await run.probe.begun('a');
      expect(await run.state()).toMatchObject({
        runId: run.runId,
        workflowId: 'suite',
        status: 'RUNNING',
        input: { n: 3 },
        variables: { v: 3 },
        steps: [
          { path: 's', status: 'COMPLETED' },
          { path: 'a', status: 'RUNNING' },
        ],
        rollbackErrors: [],
      });
      run.probe.release('a');
      await run.result();
    });
  });
}

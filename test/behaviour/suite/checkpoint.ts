import { describe, expect, test } from 'vitest';

import { definition, probe, ran, statuses, type Driver } from '../driver.ts';

export function checkpoint(driver: Driver): void {
  describe('checkpoint', () => {
    test('a checkpoint is a step that completes, in its place', async () => {
      const { result, probe: seen } = await ran(
        driver,
        definition([
          probe('a'),
          { id: 'mark', type: 'checkpoint' },
          probe('b', { got: '$mark' }),
          { id: 'no', type: 'checkpoint', when: 'false' },
        ]),
      );
      expect(result.status).toBe('COMPLETED');
      expect(statuses(result)).toEqual({ a: 'COMPLETED', mark: 'COMPLETED', b: 'COMPLETED', no: 'SKIPPED' });
      expect(seen.of('b')[0]?.params).toEqual({ got: null });
    });

    test('a checkpoint in a loop, in a branch', async () => {
      const mark = { id: 'mark', type: 'checkpoint' } as const;
      const { result } = await ran(
        driver,
        definition([
          { id: 'each', type: 'forEach', items: [1], steps: [mark, probe('x', { result: 1 })] },
          { id: 'fork', type: 'parallel', branches: { a: [{ ...mark, id: 'other' }] } },
        ]),
      );
      expect(result.output).toEqual({ each: [1], fork: { a: null } });
    });
  });
}

import { describe, expect, test } from 'vitest';

import { definition, probe, ran, undo, type Driver } from '../driver.ts';

export function variables(driver: Driver): void {
  const seenBy = async (...given: Parameters<typeof ran> extends [Driver, ...infer Rest] ? Rest : never) => {
    const { probe: seen } = await ran(driver, ...given);
    return seen.of('see')[0]?.params;
  };

  describe('variables and references', () => {
    test('Variables: `set` works out all its values, then assigns them together', async () => {
      const run = definition([
        { id: 'one', type: 'set', values: { a: 1, b: 2 } },
        { id: 'swap', type: 'set', values: { a: '$b', b: '$a' } },
        probe('see', { a: '$a', b: '$b', step: '$swap' }),
      ]);
      expect(await seenBy(run)).toEqual({ a: 2, b: 1, step: { a: 2, b: 1 } });
    });

    test('Variables belong to the run: those set in a block hold after it', async () => {
      const block = { id: 'i', type: 'if', condition: 'true', then: [{ id: 's', type: 'set', values: { v: 'inside' } }] } as const;
      expect(await seenBy(definition([block, probe('see', { v: '$v' })]))).toEqual({ v: 'inside' });
    });

    test('Null: a variable nothing has set is null, and so is everything below it', async () => {
      const set = { id: 's', type: 'set', values: { v: 1 }, when: 'false' } as const;
      expect(await seenBy(definition([set, probe('see', { v: '$v', below: '$v.x[0]' })]))).toEqual({ v: null, below: null });
    });

    test('Names: setting an input key hides it from then on; $input never changes', async () => {
      const run = definition([
        probe('first', { v: '$v' }),
        { id: 's', type: 'set', values: { v: 'set' } },
        probe('see', { v: '$v', input: '$input.v' }),
      ]);
      const { probe: seen } = await ran(driver, run, { input: { v: 'given' } });
      expect(seen.of('first')[0]?.params).toEqual({ v: 'given' });
      expect(seen.of('see')[0]?.params).toEqual({ v: 'set', input: 'given' });
    });

    test('a set that fails assigns nothing', async () => {
      const run = definition([{ id: 's', type: 'set', values: { a: 1, b: '$input.x.y' }, optional: true }, probe('see', { a: '$a' })]);
      expect(await seenBy(run, { input: { x: {} } })).toEqual({ a: null });
    });

    test('Null: an optional input property not given is null', async () => {
      const input = { type: 'object', properties: { given: { type: 'string' }, left: { type: 'object' } } } as const;
      expect(await seenBy(definition([probe('see', { left: '$left', below: '$left.x' })], { input }), { input: { given: 'x' } })).toEqual({
        left: null,
        below: null,
      });
    });

    test('`default`s of the input schema are filled in', async () => {
      const input = { type: 'object', properties: { n: { type: 'number', default: 5 } } } as const;
      expect(await seenBy(definition([probe('see', { n: '$n', whole: '$input' })], { input }))).toEqual({ n: 5, whole: { n: 5 } });
    });

    test('an input that does not fit its schema fails the run before any step', async () => {
      const input = { type: 'object', required: ['id'], properties: { id: { type: 'string' } } } as const;
      const { result, probe: seen } = await ran(driver, definition([probe('a')], { input }), { input: { id: 3 } });
      expect(result).toMatchObject({ status: 'FAILED', steps: [], failure: { code: 'InvalidInput', class: 'validation' } });
      expect(seen.calls).toEqual([]);
    });

    test('Null: every other missing path is MissingReference, naming what exists there; not retried', async () => {
      const run = definition([probe('a', { result: { here: 1 } }), probe('see', { v: '$a.gone' }, { retryCount: 3 })]);
      const { result, probe: seen } = await ran(driver, run);
      expect(result.failure).toMatchObject({ code: 'MissingReference', step: 'see', path: 'see' });
      expect(result.failure?.message).toContain('here');
      expect(seen.of('see')).toEqual([]);
    });

    test('When things resolve: an unresolvable value fails the step, tolerated when optional', async () => {
      const { result } = await ran(driver, definition([probe('a', { v: '$input.x.y' }, { optional: true })]), { input: { x: {} } });
      expect(result).toMatchObject({ status: 'COMPLETED', steps: [{ status: 'FAILED', failure: { code: 'MissingReference' } }] });
    });

    test('an expression that fails has the code ExpressionError', async () => {
      const { result } = await ran(driver, definition([probe('a', { v: '${ 1 / $n }' })]), { input: { n: 0 } });
      expect(result.failure).toMatchObject({ code: 'ExpressionError', step: 'a' });
    });

    test('References: a value that is one reference keeps its type, inside text it is inserted', async () => {
      const see = probe('see', {
        n: '$n',
        text: 'n=$n',
        obj: 'o=$o',
        nothing: 'x=${$input.no}',
        sum: '${ $n + 1 }',
        dollar: '$$n costs $5',
      });
      expect(await seenBy(definition([see]), { input: { n: 2, o: { a: [1] }, no: null } })).toEqual({
        n: 2,
        text: 'n=2',
        obj: 'o={"a":[1]}',
        nothing: 'x=',
        sum: 3,
        dollar: '$n costs $5',
      });
    });

    test('References: what was inserted is never read again', async () => {
      expect(await seenBy(definition([probe('see', { a: '$t', b: 'x $t' })]), { input: { t: '$n ${1+1}', n: 1 } })).toEqual({
        a: '$n ${1+1}',
        b: 'x $n ${1+1}',
      });
    });

    test('$run: id, key, definition, version, startedAt, startedBy, now', async () => {
      const run = definition([probe('see', { run: '$run' })], { version: '1.2.0' });
      const { probe: seen, run: driven, result } = await ran(driver, run, { startedBy: 'ada', key: 'order-7' });
      const record = seen.of('see')[0]?.params['run'];
      expect(record).toMatchObject({
        id: driven.runId,
        key: 'order-7',
        definition: 'suite',
        version: '1.2.0',
        startedBy: 'ada',
        startedAt: result.startTime,
      });
      expect(record).toMatchObject({ now: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) });
    });

    test("a step's name is never resolved, its summary is", async () => {
      const { result } = await ran(driver, definition([probe('a', {}, { name: 'Pays $gone', summary: 'for $n' })]), { input: { n: 1 } });
      expect(result).toMatchObject({ status: 'COMPLETED', steps: [{ stepName: 'Pays $gone' }] });
    });

    test("a name of a rollback's step is never resolved either", async () => {
      const { result } = await ran(
        driver,
        definition([probe('a', {}, { name: 'Pays $gone', ...undo() }), { id: 'f', type: 'fail', error: 'x' }], { rollbackOnFailure: true }),
      );
      expect(result.status).toBe('ROLLED_BACK');
    });
  });
}

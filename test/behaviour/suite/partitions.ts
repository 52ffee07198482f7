import { describe, expect, test } from 'vitest';

import type { Step } from '../../../src/core/definition/step.ts';
import type { ForEachStep } from '../../../src/core/definition/steps/for-each.ts';
import type { WorkflowDefinition } from '../../../src/core/definition/workflow-definition.ts';
import { allBegun, BROKEN, definition, probe, ran, statuses, undo, untilTask, type DriveOptions, type Driver } from '../driver.ts';

const ITEMS = [1, 2, 3, 4, 5];

/** Three partitions, unless told otherwise. */
function each(steps: readonly Step[], more: Partial<ForEachStep> = {}): ForEachStep {
  return { id: 'each', type: 'forEach', parallel: true, items: ITEMS, steps, partitionOver: 2, ...more };
}

function failsAt(...items: readonly number[]): string {
  return `\${ $item in [${items.join(', ')}] ? {"class": "permanent"} : {"times": 0} }`;
}

/** Fields of a loop, and what must be the same whether it is partitioned or not. */
const SAME: Readonly<Record<string, Partial<ForEachStep>>> = {
  'collect: all': {},
  'collect: none': { collect: 'none' },
  'collect: errors': { collect: 'errors', onError: 'continue' },
  'onError: continue': { onError: 'continue' },
  'an expression as collect': { collect: '${ $x * 100 + $index }', onError: 'continue' },
  'collect by folding': {
    collect: { fold: '${ $acc + $x * $index + size($run.id) * 0 + $outer.n * 0 }', from: '$outer.n' },
    onError: 'continue',
  },
  batchSize: { batchSize: 2, as: 'item', collect: '${ size($item) }' },
  'indexAs and as': { as: 'order', indexAs: 'n', collect: '${ $order * 10 + $n }' },
};

/** Lets the clock of a paused run go on. */
async function passing(driver: Driver, ms: number): Promise<void> {
  await ran(driver, definition([{ id: 'w', type: 'wait', for: ms }]));
}

/** What a loop over two partitions or more gives is compared with what it gives in one piece. */
export function partitions(driver: Driver): void {
  const both = async (loop: (partitionOver: number) => WorkflowDefinition, options?: DriveOptions) => {
    const [whole, parted] = await Promise.all([ran(driver, loop(1000), options), ran(driver, loop(2), options)]);
    return { whole, parted };
  };

  describe('partitions', () => {
    test.each(Object.entries(SAME))('Loops: partitions can not be told from the result: %s', async (_, more) => {
      const outer: Step = { id: 'outer', type: 'set', values: { n: 7 } };
      const steps = [
        probe('w', { fail: more.onError === 'continue' ? failsAt(2, 5) : { times: 0 } }),
        probe('x', { result: '${ $index + 1 }' }),
      ];
      const { whole, parted } = await both((partitionOver) => definition([outer, each(steps, { partitionOver, ...more })]));
      expect(parted.result.output).toEqual(whole.result.output);
      expect(statuses(parted.result)).toEqual(statuses(whole.result));
      expect(parted.result.status).toBe('COMPLETED');
    });

    test('Loops: iterations of a partition have the paths and the idempotency keys of the run', async () => {
      const { probe: seen, run } = await ran(driver, definition([each([probe('x', { item: '$item', at: '$index', run: '$run.id' })])]));
      const calls = seen.calls.toSorted((a, b) => (a.path < b.path ? -1 : 1));
      expect(calls.map(({ path, idempotencyKey, params }) => [path, idempotencyKey, params])).toEqual(
        ITEMS.map((item, i) => [`each[${i}].x`, `${run.runId}/each[${i}].x`, { item, at: i, run: run.runId }]),
      );
    });

    test('Loops: a partition sees what is around the loop', async () => {
      const params = { step: '$a.v', below: '${ $a.list[1] }', variable: '$v', input: '$n', whole: '$input', row: '$row' };
      const inner: Step = {
        id: 'rows',
        type: 'forEach',
        items: ['r'],
        as: 'row',
        steps: [each([probe('x', params)], { items: [1, 2, 3] })],
      };
      const { result, probe: seen } = await ran(
        driver,
        definition([probe('a', { result: { v: 1, list: [2, 3] } }), { id: 's', type: 'set', values: { v: 'set' } }, inner]),
        { input: { n: 'in' } },
      );
      expect(result.status).toBe('COMPLETED');
      expect(seen.of('rows[0].each[2].x')[0]?.params).toEqual({
        step: 1,
        below: 3,
        variable: 'set',
        input: 'in',
        whole: { n: 'in' },
        row: 'r',
      });
    });

    test('Loops: a partition is not sent the list that its items come from', async () => {
      const loop = each([probe('x', { n: '$n' })], { items: '$rows', collect: { fold: '$acc + $x', from: '$zero' } });
      const { run } = await ran(driver, definition([loop]), { input: { rows: ITEMS, n: 1, zero: 0 } });
      expect((await run.other(`${run.runId}/each~0`).state()).input).toEqual({ n: 1 });
    });

    test('Loops: a partition hands back for a fold what its iterations have, not what is around the loop', async () => {
      const outer: Step = { id: 'outer', type: 'set', values: { v: 2 } };
      const loop = each([probe('x', { result: '$item' })], { collect: { fold: '${ $acc + $x * $v * $n }', from: 0 } });
      const { result, run } = await ran(driver, definition([outer, loop]), { input: { n: 10 } });
      expect(result.output).toMatchObject({ each: 15 * 2 * 10 });
      const { output } = await run.other(`${run.runId}/each~0`).result();
      expect(output).toMatchObject({
        elements: expect.arrayContaining([
          { index: 0, value: { x: 1 } },
          { index: 1, value: { x: 2 } },
        ]) as unknown,
      });
    });

    test('Loops: the first failure in a partition fails the loop and cancels the others', async () => {
      const run = await driver.start(definition([each([probe('x', { hold: true, fail: failsAt(4) })]), probe('never')]));
      await allBegun(run, ...ITEMS.map((_, i) => `each[${i}].x`));
      run.probe.release('each[3].x');
      const result = await run.result();
      expect(result).toMatchObject({ status: 'FAILED', failure: { code: 'ProbeFailed', step: 'x', path: 'each[3].x' } });
      expect(statuses(result)).toEqual({ each: 'FAILED', 'each[3].x': 'FAILED' });
      expect(run.probe.of('each[0].x')[0]?.aborted).toBe(true);
    });

    test('Loops: `breakWhen` in a partition ends the loop; the list holds the iterations that ended', async () => {
      const run = await driver.start(definition([each([probe('x', { hold: true, result: '$item' })], { breakWhen: '$x == 4' })]));
      await allBegun(run, ...ITEMS.map((_, i) => `each[${i}].x`));
      run.probe.release('each[0].x');
      await run.probe.when(({ path, ended }) => path === 'each[0].x' && ended !== undefined);
      run.probe.release('each[3].x');
      expect(await run.result()).toMatchObject({ status: 'COMPLETED', output: { each: [1, 4] } });
      expect(run.probe.of('each[1].x')[0]?.aborted).toBe(true);
    });

    test('Variables: local to an iteration in a partition too', async () => {
      const steps: readonly Step[] = [{ id: 's', type: 'set', values: { v: '$item' } }, probe('x', { sleep: 5 }), probe('y', { v: '$v' })];
      const { probe: seen, run } = await ran(driver, definition([each(steps), probe('after', { v: '$v' })]));
      expect(ITEMS.map((_, i) => seen.of(`each[${i}].y`)[0]?.params['v'])).toEqual(ITEMS);
      expect(seen.of('after')[0]?.params).toEqual({ v: null });
      expect((await run.state()).variables).toEqual({});
    });

    test('Parallel: maxConcurrency of a partitioned loop limits the calls of all its partitions', async () => {
      const { result, probe: seen } = await ran(
        driver,
        definition([each([probe('x', { sleep: 10 })], { maxConcurrency: 2, partitionOver: 1 })]),
      );
      expect(result.status).toBe('COMPLETED');
      expect(seen.calls).toHaveLength(5);
      expect(seen.mostAtOnce).toBeLessThanOrEqual(2);
    });

    test('Loops: return inside a partition ends the run with its value', async () => {
      const steps: readonly Step[] = [
        { id: 'r', type: 'return', value: 'at $item', when: '$item == 4' },
        { id: 'w', type: 'wait', for: '3s' },
      ];
      const { result } = await ran(driver, definition([each(steps), probe('never')]));
      expect(result).toMatchObject({ status: 'COMPLETED', output: 'at 4' });
    });

    test('Loops: an event for an iteration in a partition is sent to the run', async () => {
      const steps: readonly Step[] = [{ id: 'paid', type: 'event', event: 'paid', match: '$event.data.item == $item', timeout: '5s' }];
      const run = await driver.start(definition([each(steps)]));
      for (const item of ITEMS) expect(await run.send({ type: 'paid', data: { item } })).toBeUndefined();
      expect((await run.result()).output).toEqual({ each: ITEMS.map((item) => ({ item })) });
    });

    test('Loops: an approval in a partition is a task of the run', async () => {
      const run = await driver.start(definition([each([{ id: 'ask', type: 'approval', approvers: ['ada'] }], { items: [1, 2, 3] })]));
      for (const i of [0, 1, 2]) {
        await untilTask(run, `each[${i}].ask`);
        expect(await run.approve({ by: 'ada', step: `each[${i}].ask` })).toBeUndefined();
      }
      expect((await run.result()).output).toMatchObject({ each: [{ approved: true }, { approved: true }, { approved: true }] });
    });

    test('cancelling the run cancels its partitions, and waits for them', async () => {
      const run = await driver.start(definition([each([probe('x', { hold: true })])], { finally: [probe('last')] }));
      await allBegun(run, ...ITEMS.map((_, i) => `each[${i}].x`));
      await run.cancel();
      const result = await run.result();
      expect(statuses(result)).toMatchObject({ each: 'CANCELLED', 'finally.last': 'COMPLETED' });
      const calls = run.probe.calls.filter(({ path }) => path !== 'finally.last');
      expect(calls.map(({ aborted }) => aborted)).toEqual(ITEMS.map(() => true));
      // On a server the wrapper answers for an aborted action before the action itself has ended.
      if (driver.virtual)
        expect(Math.max(...calls.map(({ ended }) => ended ?? Infinity))).toBeLessThan(run.probe.of('finally.last')[0]?.began ?? 0);
    });

    test('Pause: partitions at work finish what runs and start nothing, until the run goes on', async () => {
      const run = await driver.start(definition([each([probe('x', { hold: true }), probe('y')])]));
      const parts = [0, 1, 2].map((n) => run.other(`${run.runId}/each~${n}`));
      await allBegun(run, ...ITEMS.map((_, i) => `each[${i}].x`));
      await run.pause();
      for (const part of parts) await part.until(({ status }) => status === 'PAUSED');
      for (const i of ITEMS.keys()) {
        run.probe.release(`each[${i}].x`);
        await parts[Math.floor(i / 2)]?.untilTold(({ type, path }) => type === 'step:completed' && path === `each[${i}].x`);
      }
      for (const part of parts) expect((await part.trail()).filter(({ stepId }) => stepId === 'y')).toEqual([]);
      await run.resume();
      expect((await run.result()).status).toBe('COMPLETED');
      expect(run.probe.started.filter((path) => path.endsWith('.y'))).toHaveLength(5);
    });

    test('Pause: a partition that has not begun waits', async () => {
      const loop = each([probe('x', { hold: '$item' })], { items: [true, false], partitionOver: 1, maxConcurrency: 1 });
      const run = await driver.start(definition([loop]));
      await run.probe.begun('each[0].x');
      await run.other(`${run.runId}/each~0`).untilTold(({ type, path }) => type === 'step:started' && path === 'each[0].x');
      await run.pause();
      run.probe.release('each[0].x');
      await run.other(`${run.runId}/each~0`).until(({ status }) => status === 'COMPLETED');
      await passing(driver, 300);
      expect(run.probe.started).toEqual(['each[0].x']);
      await run.resume();
      expect((await run.result()).status).toBe('COMPLETED');
      expect(run.probe.started).toEqual(['each[0].x', 'each[1].x']);
    });

    test('Pause: the rollback of a partition holds its next step', async () => {
      const loop = each([probe('x', {}, undo({ hold: true }))], { items: [1, 2, 3], maxConcurrency: 1 });
      const run = await driver.start(definition([loop, probe('bad', BROKEN)], { rollbackOnFailure: true }));
      const undoing = run.other(`${run.runId}/each~0~rollback`);
      run.probe.release('each[2].x~rollback');
      await run.probe.begun('each[1].x~rollback');
      await run.pause();
      await undoing.until(({ status }) => status === 'PAUSED');
      run.probe.release('each[1].x~rollback');
      await undoing.untilTold(({ type }) => type === 'rollback:step');
      await passing(driver, 300);
      expect(run.probe.of('each[0].x~rollback')).toEqual([]);
      run.probe.release('each[0].x~rollback');
      await run.resume();
      expect((await run.result()).status).toBe('ROLLED_BACK');
    });

    test('cancelling a paused run cancels its partitions', async () => {
      const run = await driver.start(definition([each([probe('x', { hold: true })])]));
      await allBegun(run, ...ITEMS.map((_, i) => `each[${i}].x`));
      await run.pause();
      await run.other(`${run.runId}/each~2`).until(({ status }) => status === 'PAUSED');
      await run.cancel();
      expect((await run.result()).status).toBe('CANCELLED');
      expect(run.probe.calls.map(({ aborted }) => aborted)).toEqual(ITEMS.map(() => true));
    });

    test('the definition is finished once, not by its partitions: finally, onComplete, rollback', async () => {
      const next: WorkflowDefinition = { id: 'after-partitions', name: 'Next', steps: [probe('n')] };
      const loop = each([probe('x', {}, undo()), probe('y', BROKEN, { when: '$item == 4' })], { optional: true });
      const { result, probe: seen } = await ran(
        driver,
        definition([loop, probe('b')], { rollbackOnFailure: true, finally: [probe('last')], onComplete: [{ workflow: next.id }] }),
        { definitions: [next] },
      );
      expect(result).toMatchObject({ status: 'COMPLETED', chained: [{ workflow: next.id }] });
      expect(seen.of('finally.last')).toHaveLength(1);
      expect(seen.calls.filter(({ action }) => action === 'undo')).toEqual([]);
    });

    test('Children: the run id of a child of a partition is the run id and its path', async () => {
      const child: WorkflowDefinition = { id: 'partition-child', name: 'Child', steps: [probe('c')], output: '$run.id' };
      const { result, run } = await ran(
        driver,
        definition([each([{ id: 'sub', type: 'workflow', workflow: child }], { items: [1, 2, 3] })]),
      );
      expect(result.output).toEqual({ each: [0, 1, 2].map((i) => `${run.runId}/each[${i}].sub`) });
    });

    test('Children: a partition is no level of child runs', async () => {
      const child: WorkflowDefinition = { id: 'shallow', name: 'Child', steps: [probe('c')] };
      const loop = each([{ id: 'sub', type: 'workflow', workflow: child }], { items: [1, 2, 3] });
      const { result } = await ran(driver, definition([loop], { limits: { maxDepth: 1 } }));
      expect(result.status).toBe('COMPLETED');
    });

    test('Rollback: the steps of all partitions are undone, each once, by their own paths', async () => {
      const {
        result,
        probe: seen,
        run,
      } = await ran(
        driver,
        definition([probe('a', {}, undo()), each([probe('x', { result: '$item' }, undo({ got: '$x' }))]), probe('bad', BROKEN)], {
          rollbackOnFailure: true,
        }),
      );
      expect(result).toMatchObject({ status: 'ROLLED_BACK', rollbackPerformed: true, rollbackErrors: [] });
      const undone = seen.calls.filter(({ action }) => action === 'undo');
      expect(undone.map(({ path }) => path).toSorted()).toEqual(['a~rollback', ...ITEMS.map((_, i) => `each[${i}].x~rollback`)]);
      expect(undone.at(-1)?.path).toBe('a~rollback');
      expect(seen.of('each[3].x~rollback')[0]).toMatchObject({ params: { got: 4 }, idempotencyKey: `${run.runId}/each[3].x~rollback` });
    });

    test('Rollback: what completed in a partitioned loop that failed is undone', async () => {
      const steps = [probe('x', {}, undo()), probe('y', { fail: failsAt(1) }, { when: '$item == 1' })];
      const { result, probe: seen } = await ran(driver, definition([each(steps, { items: [1, 2, 3] })], { rollbackOnFailure: true }));
      expect(result.status).toBe('ROLLED_BACK');
      const done = seen.calls.filter(({ path, ended, aborted }) => path.endsWith('.x') && ended !== undefined && aborted !== true);
      expect(
        seen.calls
          .filter(({ action }) => action === 'undo')
          .map(({ path }) => path)
          .toSorted(),
      ).toEqual(done.map(({ path }) => `${path}~rollback`).toSorted());
    });

    test('Blocks with rollbackOnFailure: a partitioned loop that fails is undone there', async () => {
      const loop = each([probe('x', {}, undo()), probe('y', BROKEN, { when: '$item == 5' })], {
        maxConcurrency: 1,
        rollbackOnFailure: true,
        optional: true,
      });
      const { result, probe: seen } = await ran(driver, definition([loop, probe('b')]));
      expect(result.status).toBe('COMPLETED');
      const began = (path: string) => seen.of(path)[0]?.began ?? -1;
      for (const { path } of seen.calls.filter((call) => call.path.endsWith('.x')))
        if (seen.of(path)[0]?.aborted !== true)
          expect([path, began(`${path}~rollback`) > 0 && began(`${path}~rollback`) < began('b')]).toEqual([path, true]);
    });

    test('Rollback: a partitioned loop with its own rollback is undone by that alone', async () => {
      const { probe: seen } = await ran(
        driver,
        definition([{ ...each([probe('x', {}, undo())]), ...undo() }, probe('bad', BROKEN)], { rollbackOnFailure: true }),
      );
      expect(seen.calls.filter(({ action }) => action === 'undo').map(({ path }) => path)).toEqual(['each~rollback']);
    });
  });
}

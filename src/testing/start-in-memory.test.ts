import { expect, test } from 'vitest';

import type { Step } from '../core/definition/step.ts';
import { startInMemory, type InMemoryRunOptions } from './start-in-memory.ts';

const CALL: Step = { id: 'a', target: 't', action: 'do', params: { n: '$input.n' } };

function start(steps: readonly Step[], options: InMemoryRunOptions = {}) {
  return startInMemory({ id: 'kit', name: 'Kit', steps }, options);
}

test('functions stand for actions, and get what a worker would give', async () => {
  const seen: unknown[] = [];
  const { result } = start([CALL], {
    runId: 'run-1',
    input: { n: 2 },
    actions: {
      't.do': (params, { attempt, path, idempotencyKey }) => {
        seen.push({ params, attempt, path, idempotencyKey });
        return { doubled: Number(params['n']) * 2 };
      },
    },
  });
  expect((await result).output).toEqual({ a: { doubled: 4 } });
  expect(seen).toEqual([{ params: { n: 2 }, attempt: 1, path: 'a', idempotencyKey: 'run-1/a' }]);
});

test('values travel as JSON, as they do on Temporal', async () => {
  const { result } = start([CALL], { input: { n: 1 }, actions: { 't.do': () => ({ at: new Date(0), gone: undefined }) } });
  expect((await result).output).toEqual({ a: { at: '1970-01-01T00:00:00.000Z' } });
});

test('two days of waiting take no time', async () => {
  const from = Date.now();
  const { result } = start([{ id: 'w', type: 'wait', for: '2d' }]);
  expect((await result).duration).toBe(2 * 86_400_000);
  expect(Date.now() - from).toBeLessThan(5000);
});

test('a person acts at a moment of virtual time', async () => {
  const { runtime, control, result } = start([{ id: 'w', type: 'wait', for: '2h' }]);
  runtime.at(3_600_000, () => void control.cancel({ reason: 'enough' }));
  expect(await result).toMatchObject({ status: 'CANCELLED', duration: 3_600_000, error: 'the run was cancelled: enough' });
});

test('a run that nothing will bring forward is an error, not a hanging test', async () => {
  const { runtime, control, result } = start([{ id: 'w', type: 'wait', for: '2h' }]);
  runtime.at(1, () => control.pause());
  await expect(result).rejects.toMatchObject({ code: 'Timeout', message: 'the run waits for something that nothing will bring' });
});

test('a mock that ignores its end is not waited for', async () => {
  const { result } = start([{ ...CALL, timeout: '1s' }], {
    input: { n: 1 },
    actions: {
      't.do': async (_params, ctx) => {
        await ctx.sleep(10_000).catch(() => new Promise(() => undefined));
      },
    },
  });
  expect(await result).toMatchObject({ status: 'FAILED', duration: 1000, failure: { class: 'timeout' } });
});

test('what the run logs is heard', async () => {
  const heard: string[] = [];
  const undo = { target: 't', action: 'undo' } as const;
  const { result } = startInMemory(
    {
      id: 'kit',
      name: 'Kit',
      rollbackOnFailure: true,
      steps: [
        { ...CALL, rollback: undo },
        { id: 'f', type: 'fail', error: 'x' },
      ],
    },
    { input: { n: 1 }, actions: { 't.do': () => 1 }, onLog: (level, message) => heard.push(`${level} ${message}`) },
  );
  expect((await result).status).toBe('FAILED');
  expect(heard).toEqual([expect.stringContaining('Workflow rollback')]);
});

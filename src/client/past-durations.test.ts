import { expect, test } from 'vitest';
import type { StepResult, WorkflowResult } from '../core/run/result.ts';
import type { ListQuery, Run, RunSummary, Stepwright } from './api.ts';
import { pastDurations } from './past-durations.ts';

const step = (stepId: string, duration: number | undefined, status: StepResult['status'] = 'COMPLETED') => ({ stepId, duration, status });

/** A client that knows these runs, and notes what it is asked. */
function clientOf(results: Readonly<Record<string, readonly object[]>>, queries: ListQuery[] = []): Pick<Stepwright, 'list' | 'run'> {
  return {
    async *list(query = {}) {
      queries.push(query);
      for (const runId of Object.keys(results).slice(0, query.limit)) yield { runId } as RunSummary;
    },
    run: (id) => ({ id, result: () => Promise.resolve({ steps: results[id] } as unknown as WorkflowResult) }) as unknown as Run,
  };
}

test('the median of every step that was completed', async () => {
  const queries: ListQuery[] = [];
  const client = clientOf(
    {
      one: [step('a', 100), step('b', 10)],
      two: [step('a', 300), step('b', 9999, 'FAILED')],
      three: [step('a', 200), step('b', 20), step('c', undefined, 'SKIPPED')],
    },
    queries,
  );
  expect(await pastDurations(client, 'order')).toEqual({ durations: { a: 200, b: 15 }, runs: 3 });
  expect(await pastDurations(client, 'order', { runs: 2 })).toEqual({ durations: { a: 200, b: 10 }, runs: 2 });
  expect(queries).toEqual([
    { definition: 'order', status: 'COMPLETED', limit: 20 },
    { definition: 'order', status: 'COMPLETED', limit: 2 },
  ]);
});

test('nothing is known where nothing ran', async () => {
  expect(await pastDurations(clientOf({}), 'order')).toEqual({ durations: {}, runs: 0 });
});

import { defaultPayloadConverter } from '@temporalio/common';
import { expect, test } from 'vitest';

import type { StepStatus } from '../core/run/status.ts';
import { fatesIn } from './fates.ts';
import type { RecordedRun } from './recorded-run.ts';
import type { Report } from './replay.ts';

const definition = {
  id: 'd',
  name: 'D',
  steps: [
    { id: 'a', type: 'set', values: {} },
    { id: 'loop', type: 'while', condition: 'true', steps: [{ id: 'turn', type: 'set', values: {} }] },
    { id: 'gen', type: 'generate', target: 'util', action: 'echo' },
  ],
};

const input = { payloads: [defaultPayloadConverter.toPayload({ definition, hash: 'h', interpreter: 1 })] };
const run: RecordedRun = { runId: 'run', events: [{ workflowExecutionStartedEventAttributes: { input } }] };

function fate(path: string, ...ended: readonly (readonly [string, StepStatus, string?])[]): string | undefined {
  const reports = ended.map(([of, status, error]): Report => {
    return {
      kind: 'happened',
      entry: { seq: 1, type: 'step:completed', at: 0, path: of, status, ...(error === undefined ? {} : { error }) },
    };
  });
  return fatesIn(run, reports)(path);
}

test.each([
  ['a', undefined, []],
  ['a', 'it is SKIPPED now', [['a', 'SKIPPED']]],
  ['a', 'it is FAILED now: no such name', [['a', 'FAILED', 'no such name']]],
  ['a', undefined, [['a', 'RUNNING']]],
  ['b', 'there is no such step', []],
  ['b~rollback', 'there is no such step', []],
  ['a~rollback', undefined, [['a', 'COMPLETED']]],
  ['loop[3].turn', 'loop is COMPLETED now', [['loop', 'COMPLETED']]],
  ['loop[3].turn', undefined, [['loop[2].turn', 'COMPLETED']]],
  ['loop[3].turn~rollback', undefined, [['loop', 'COMPLETED']]],
  // Runs that follow belong to no step.
  ['onComplete', undefined, []],
  // What is generated is in no definition.
  ['gen.anything', undefined, []],
] as const)('%s: %s', (path, expected, ended) => {
  expect(fate(path, ...ended)).toBe(expected);
});

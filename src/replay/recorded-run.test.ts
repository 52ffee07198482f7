import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { historyText, readHistory } from './recorded-run.ts';

const FILE = fileURLToPath(new URL('../../test/replay/histories/1/example-saga.json', import.meta.url));
const text = readFileSync(FILE, 'utf8');

test('a history is read and written as it was', () => {
  const run = readHistory(text, 'saga.json');
  expect(run.runId).toBe('example-saga');
  expect(readHistory(historyText(run), 'again.json')).toEqual(run);
});

test('an old history without the run id takes its file name', () => {
  expect(readHistory(text.replace('"workflowId": "example-saga"', '"workflowId": ""'), 'some/order-1.json').runId).toBe('order-1');
});

test('stack traces are not written', () => {
  const failed = readFileSync(FILE.replace('saga', 'fan-out'), 'utf8').replaceAll('"stackTrace": ""', '"stackTrace": "at /home/me"');
  expect(failed).toContain('/home/me');
  expect(historyText(readHistory(failed, 'x.json'))).not.toContain('/home/me');
});

test.each([
  ['{', 'InvalidJson', 'x.json is not JSON'],
  ['[]', 'InvalidValue', 'it has no list "events"'],
  ['{"events": []}', 'InvalidValue', 'it has no list "events"'],
  ['{"events": [{}]}', 'InvalidValue', 'Missing attributes'],
  ['{"events": [{"timerFiredEventAttributes": {}}]}', 'InvalidValue', 'it does not begin with the start of a run'],
])('%s is refused', (bad, code, message) => {
  const refused = (() => {
    try {
      return readHistory(bad, 'x.json');
    } catch (error) {
      return error;
    }
  })();
  expect(refused).toBeInstanceOf(StepwrightError);
  expect(refused).toMatchObject({ code, message: expect.stringContaining(message) as string });
});

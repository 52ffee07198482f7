import { beforeAll, describe, expect, test } from 'vitest';

import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import { checkRuns } from '../../src/replay/check-runs.ts';
import type { Difference } from '../../src/replay/difference.ts';
import { withDefinition } from '../../src/replay/other-definition.ts';
import { recordedInput } from '../../src/replay/recorded-input.ts';
import type { RecordedRun } from '../../src/replay/recorded-run.ts';
import { workflowBundle } from '../../worker/workflow-bundle.ts';
import { quietSdk } from '../behaviour/drivers/quiet-sdk.ts';
import { recordedScenarios } from './histories.ts';

let bundle: { readonly codePath: string };
beforeAll(async () => {
  quietSdk();
  bundle = await workflowBundle();
});

function recordedRun(scenario: string): RecordedRun {
  const run = recordedScenarios().find(({ runId }) => runId === scenario);
  if (run === undefined) throw new Error(`there is no history of ${scenario}`);
  return run;
}

function definitionOf(run: RecordedRun): WorkflowDefinition {
  const definition = recordedInput(run)?.definition;
  if (definition === undefined) throw new Error(`${run.runId} holds no definition`);
  return definition;
}

/** Replays a scenario with its definition changed, each text by its replacement. */
async function replayWith(scenario: string, ...changes: readonly (readonly [string, string])[]): Promise<Difference | undefined> {
  const run = recordedRun(scenario);
  let text = JSON.stringify(definitionOf(run));
  for (const [before, after] of changes) {
    expect(text).toContain(before);
    text = text.replaceAll(before, after);
  }
  return check(withDefinition(run, JSON.parse(text) as WorkflowDefinition));
}

async function check(run: RecordedRun): Promise<Difference | undefined> {
  for await (const { difference } of checkRuns([run], { bundle, namespace: 'default' })) return difference;
  throw new Error('nothing was replayed');
}

/** The saga with two of its steps in each other's place. */
function reordered(run: RecordedRun): RecordedRun {
  const { steps = [], ...definition } = definitionOf(run);
  const [hotel, car, ...rest] = steps;
  return withDefinition(run, { ...definition, steps: [car, hotel, ...rest].filter((step) => step !== undefined) });
}

describe('what a replay finds in another definition', () => {
  test('another step order', async () => {
    expect(await check(reordered(recordedRun('example-saga')))).toEqual({
      kind: 'order',
      path: 'book-hotel',
      message: 'book-car (sheets.update_sheet) comes where book-hotel (sheets.update_sheet) was recorded',
      expected: 'book-hotel (sheets.update_sheet)',
      got: 'book-car (sheets.update_sheet)',
    });
  });

  test('a step that is gone', async () => {
    expect(await replayWith('example-saga', ['book-car', 'book-auto'])).toMatchObject({
      kind: 'missing',
      path: 'book-car',
      message: expect.stringContaining('does not come: there is no such step; book-auto') as string,
    });
  });

  test('a step that is skipped now, at the end and before others', async () => {
    expect(await replayWith('example-saga', ['"id":"confirm"', '"when":"false","id":"confirm"'])).toMatchObject({
      kind: 'missing',
      path: 'confirm',
      message: 'confirm (gmail.send_email) does not come: it is SKIPPED now; the end of the run (completed) comes in its place',
    });
    expect(await replayWith('example-saga', ['"id":"book-car"', '"when":"false","id":"book-car"'])).toMatchObject({
      kind: 'missing',
      path: 'book-car',
      message: expect.stringContaining('it is SKIPPED now; file-contract') as string,
    });
  });

  test('a step whose expression fails now tells the error', async () => {
    expect(await replayWith('example-saga', ['Have a good journey, $traveller', '${ $traveller.name }'])).toMatchObject({
      kind: 'missing',
      path: 'confirm',
      message: expect.stringMatching(/it is FAILED now: .*traveller/) as string,
    });
  });

  test('a new step', async () => {
    const added = '{"id":"insure","target":"util","action":"echo","params":{}},{"id":"confirm"';
    expect(await replayWith('example-saga', ['{"id":"confirm"', added])).toMatchObject({ kind: 'added', path: 'insure' });
  });

  test('other params, which Temporal does not notice', async () => {
    expect(await replayWith('example-saga', ['"Nights":3', '"Nights":4'])).toEqual({
      kind: 'params',
      path: 'book-hotel',
      pointer: '/values/Nights',
      message: 'params /values/Nights: recorded 3, now 4',
      expected: 3,
      got: 4,
    });
  });

  test('another retry policy or time limit of a call', async () => {
    expect(await replayWith('example-saga-rolled-back', ['"maxAttempts":2', '"maxAttempts":3'])).toMatchObject({
      kind: 'params',
      path: 'take-payment',
      message: 'the call /retry/maxAttempts: recorded 2, now 3',
    });
  });

  test('another timer', async () => {
    expect(await replayWith('example-reminder', ['"for":"$remindAfter"', '"for":"2s"'])).toEqual({
      kind: 'timer',
      path: 'until-reminder',
      message: "the timer's milliseconds: recorded 50, now 2000",
      expected: 50,
      got: 2000,
    });
  });

  test('another result', async () => {
    expect(await replayWith('example-saga', ['$file-contract.webViewLink', '$file-contract.fileId'])).toEqual({
      kind: 'result',
      path: '',
      pointer: '/output/contract',
      message: 'the result /output/contract: recorded "drive://file-1", now "file-1"',
      expected: 'drive://file-1',
      got: 'file-1',
    });
  });

  test('another result of a step that calls nothing, with its path', async () => {
    expect(await replayWith('example-data-check', ['"values":{', '"values":{"more":1,'])).toMatchObject({
      kind: 'result',
      path: expect.stringMatching(/./) as string,
      got: 1,
    });
  });

  test('another end', async () => {
    const run = recordedRun('example-data-check');
    expect(await check(withDefinition(run, { ...definitionOf(run), output: '${ 1 / 0 }' }))).toMatchObject({
      kind: 'result',
      message: 'the end of the run (completed) was recorded; now the end of the run (failed)',
    });
  });

  test('names, descriptions and the version may change', async () => {
    const renamed = ['Book the car', 'Rent a car'] as const;
    expect(await replayWith('example-saga', ['Book a trip', 'Take a trip'], ['"1.0.0"', '"1.1.0"'], renamed)).toBeUndefined();
  });

  test('what a run never came to may change', async () => {
    expect(await replayWith('example-saga', ['the card service does not answer', 'never mind'])).toBeUndefined();
  });

  test('a definition of something else is refused', () => {
    const other = definitionOf(recordedRun('example-reminder'));
    expect(() => withDefinition(recordedRun('example-saga'), other)).toThrow(
      'run "example-saga" is one of "book-trip", not of "trial-reminder"',
    );
  });
});

test('a run that has not ended is compared as far as it went', async () => {
  const { runId, events } = recordedRun('example-saga');
  const open = { runId, events: events.slice(0, events.findLastIndex(({ activityTaskScheduledEventAttributes: asks }) => asks) + 1) };
  expect(await check(open)).toBeUndefined();
  const changed = JSON.parse(JSON.stringify(definitionOf(open)).replace('Have a good', 'Have a bad')) as WorkflowDefinition;
  expect(await check(withDefinition(open, changed))).toMatchObject({ kind: 'params', path: 'confirm', pointer: '/body' });
});

test('a history that no interpreter of ours wrote', async () => {
  const { runId, events } = recordedRun('example-saga');
  const [first, ...rest] = events;
  const started = { ...first?.workflowExecutionStartedEventAttributes, workflowType: { name: 'toString' } };
  const foreign = { runId, events: [{ ...first, workflowExecutionStartedEventAttributes: started }, ...rest] };
  expect(await check(foreign)).toMatchObject({ kind: 'missing', path: 'book-hotel' });
});

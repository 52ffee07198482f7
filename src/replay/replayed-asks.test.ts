import { defaultPayloadConverter } from '@temporalio/common';
import { expect, test } from 'vitest';

import { replayedAsks } from './replayed-asks.ts';

const payload = (value: unknown) => defaultPayloadConverter.toPayload(value);
const timer = (seq: number, ms: number, summary: string) => ({
  startTimer: { seq, startToFireTimeout: { seconds: null, nanos: ms * 1e6 } },
  userMetadata: { summary: payload(summary) },
});
const activity = (seq: number, path: string) => ({
  scheduleActivity: { seq, activityId: path, activityType: 'util.echo', arguments: [payload({ path })] },
});

test('what is called off in the task in which it began was never asked for', () => {
  const asks = replayedAsks(
    [
      { task: 3, commands: [timer(1, 50, 'a · timeout'), activity(1, 'a'), timer(2, 70, 'b · Wait')] },
      { task: 3, commands: [{ cancelTimer: { seq: 1 } }, { requestCancelActivity: { seq: 1 } }] },
      { task: 9, commands: [{ cancelTimer: { seq: 2 } }, timer(3, 90, 'workflow timeout')] },
    ],
    'run',
  );
  expect(asks).toEqual([
    { kind: 'timer', path: 'b', identity: 'b', content: 70 },
    { kind: 'timer', path: '', identity: 'workflow timeout', content: 90 },
  ]);
});

test("a child's path is what its run id has beyond its parent's", () => {
  const child = (workflowId: string) => ({
    startChildWorkflowExecution: { seq: 1, workflowId, workflowType: 'ship', input: [payload({ input: 1 })] },
  });
  const [own, other] = replayedAsks([{ task: 3, commands: [child('run/each[1].ship'), child('elsewhere')] }], 'run');
  expect(own).toEqual({ kind: 'child', path: 'each[1].ship', identity: 'ship run/each[1].ship', content: { input: 1 } });
  expect(other).toMatchObject({ path: '', identity: 'ship elsewhere' });
});

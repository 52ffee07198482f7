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
  const asks = replayedAsks([
    { task: 3, commands: [timer(1, 50, 'a · timeout'), activity(1, 'a'), timer(2, 70, 'b · Wait')] },
    { task: 3, commands: [{ cancelTimer: { seq: 1 } }, { requestCancelActivity: { seq: 1 } }] },
    { task: 9, commands: [{ cancelTimer: { seq: 2 } }, timer(3, 90, 'workflow timeout')] },
  ]);
  expect(asks).toEqual([
    { kind: 'timer', path: 'b', identity: 'b', content: 70 },
    { kind: 'timer', path: '', identity: 'workflow timeout', content: 90 },
  ]);
});

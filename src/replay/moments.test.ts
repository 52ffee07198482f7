import { expect, test } from 'vitest';

import type { WorkflowEventType } from '../core/run/events.ts';
import { momentsOf } from './moments.ts';
import type { Report } from './replay.ts';

const happened = (type: WorkflowEventType, path?: string): Report => ({
  kind: 'happened',
  entry: { seq: 1, type, at: 0, ...(path === undefined ? {} : { path }) },
});
const gave = (path: string, value: unknown): Report => ({ kind: 'evaluated', evaluated: { path, source: `$${String(value)}`, value } });
const OVER: Report = { kind: 'commands', task: 3, commands: [] };

/** Each moment as `type path: values`. */
function told(...reports: readonly Report[]): readonly string[] {
  return momentsOf(reports).map(
    ({ n, type, path = '', expressions }) =>
      `${n} ${type} ${path}: ${expressions.map((each) => ('value' in each ? String(each.value) : '')).join()}`,
  );
}

test('a condition belongs to the start that follows, params to the start before, an output to the end', () => {
  expect(
    told(
      happened('workflow:started'),
      gave('a', 'when'),
      happened('step:started', 'a'),
      gave('a', 'params'),
      OVER,
      gave('a', 'output'),
      happened('step:completed', 'a'),
      gave('a', 'undo'),
    ),
  ).toEqual(['1 workflow:started : ', '2 step:started a: when,params', '3 step:completed a: output,undo']);
});

test('steps side by side keep to their own', () => {
  expect(
    told(
      happened('step:started', 'a'),
      happened('step:started', 'b'),
      gave('a', 'of a'),
      gave('b', 'of b'),
      OVER,
      gave('b', 'end of b'),
      happened('step:completed', 'b'),
    ),
  ).toEqual(['1 step:started a: of a', '2 step:started b: of b', '3 step:completed b: end of b']);
});

test('what nothing came of is told with the last moment of its step, else of all', () => {
  expect(
    told(happened('step:started', 'a'), OVER, happened('step:started', 'b'), OVER, gave('a', 'lost'), gave('c', 'never began')),
  ).toEqual(['1 step:started a: lost', '2 step:started b: never began']);
});

test('progress is no moment', () => {
  expect(told(happened('step:started', 'a'), happened('workflow:progress'), happened('step:completed', 'a'))).toEqual([
    '1 step:started a: ',
    '2 step:completed a: ',
  ]);
});

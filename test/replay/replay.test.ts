import { fileURLToPath } from 'node:url';

import { DefaultLogger, bundleWorkflowCode, Worker, type InjectedSinks, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { beforeAll, describe, expect, test } from 'vitest';

import { INTERPRETER } from '../../src/core/interpreter/version.ts';
import { workflowBundleOptions } from '../../worker/bundle-options.ts';
import type { AskSinks } from './asks-interceptor.ts';
import { quietSdk } from '../behaviour/drivers/quiet-sdk.ts';
import { recordedAsks, recordedDefinition, recordedHistories, withInput, type Asked, type RecordedHistory } from './histories.ts';
import { scenarios } from './scenarios.ts';

interface Replayed {
  readonly asked: Asked;
  readonly error: Error | undefined;
}

let bundle: WorkflowBundleWithSourceMap;

beforeAll(async () => {
  quietSdk();
  const options = workflowBundleOptions();
  bundle = await bundleWorkflowCode({
    ...options,
    workflowInterceptorModules: [
      ...(options.workflowInterceptorModules ?? []),
      fileURLToPath(new URL('asks-interceptor.ts', import.meta.url)),
    ],
    logger: new DefaultLogger('ERROR'),
  });
});

/** Runs today's interpreter over recorded histories and listens to what it asks for. */
async function replay(histories: readonly RecordedHistory[]): Promise<ReadonlyMap<string, Replayed>> {
  const heard = new Map<string, { activities: Asked['activities'][number][]; timers: Asked['timers'][number][]; result: unknown }>();
  const of = (workflowId: string) => {
    const known = heard.get(workflowId) ?? { activities: [], timers: [], result: undefined };
    heard.set(workflowId, known);
    return known;
  };
  const sinks: InjectedSinks<AskSinks> = {
    asks: {
      activity: {
        fn: ({ workflowId }, id, type, summary, args) => void of(workflowId).activities.push({ id, type, summary, args }),
        callDuringReplay: true,
      },
      timer: { fn: ({ workflowId }, ms, summary) => void of(workflowId).timers.push({ ms, summary }), callDuringReplay: true },
      result: { fn: ({ workflowId }, value) => void (of(workflowId).result = value), callDuringReplay: true },
    },
  };
  const replayed = new Map<string, Replayed>();
  for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle: bundle, sinks }, histories)) {
    replayed.set(workflowId, { asked: jsonOf(of(workflowId)), error });
  }
  return replayed;
}

function jsonOf(asked: Asked): Asked {
  return JSON.parse(JSON.stringify(asked)) as Asked;
}

/** In an order that does not depend on how the commands of one task were grouped. */
function sorted({ activities, timers }: Asked): Pick<Asked, 'activities' | 'timers'> {
  return { activities: activities.toSorted((a, b) => (a.id < b.id ? -1 : 1)), timers: timers.toSorted((a, b) => a.ms - b.ms) };
}

describe('recorded histories', () => {
  const histories = recordedHistories();
  let replayed: ReadonlyMap<string, Replayed>;

  beforeAll(async () => {
    replayed = await replay(histories);
  });

  test('every example and every definition of source D has one of this interpreter', () => {
    const names = new Set(histories.filter(({ name }) => name.startsWith(`${INTERPRETER}/`)).map(({ workflowId }) => workflowId));
    expect(
      scenarios()
        .map(({ name }) => name)
        .filter((name) => !names.has(name)),
      'npm run record-histories',
    ).toEqual([]);
  });

  test.each(histories)('$name replays', ({ workflowId }) => {
    expect(replayed.get(workflowId)?.error?.message).toBeUndefined();
  });

  test.each(histories)('$name asks for the same activities, params, timers and result', ({ workflowId, history }) => {
    const recorded = jsonOf(recordedAsks(history));
    const asked = replayed.get(workflowId)?.asked;
    expect(asked === undefined ? undefined : sorted(asked)).toEqual(sorted(recorded));
    // A cancelled run has no result to return: it left it in the memo.
    if (asked?.result !== undefined) expect(asked.result).toEqual(recorded.result);
  });

  test('the recorded definitions are those of today', () => {
    const recorded = new Map(
      histories
        .filter(({ name }) => name.startsWith(`${INTERPRETER}/`))
        .map(({ workflowId, history }) => [workflowId, recordedDefinition(history)]),
    );
    for (const { name, definition } of scenarios())
      expect([name, recorded.get(name)], 'npm run record-histories').toEqual([name, definition]);
  });
});

describe('what replay would notice', () => {
  const original = recordedHistories().find(({ workflowId }) => workflowId === 'example-saga');

  /** The history with its definition changed, as if the interpreter had read it differently. */
  function changed(change: (definition: string) => string): RecordedHistory {
    if (original === undefined) throw new Error('there is no history of examples/saga');
    return withInput(original, (before) => {
      const after = change(before);
      expect(after).not.toBe(before);
      return after;
    });
  }

  test('another step order diverges, and the message names the step', async () => {
    const history = changed((text) => text.replaceAll('book-hotel', 'book-motel'));
    const { error } = (await replay([history])).get('example-saga') ?? {};
    expect(error?.message).toMatch(/book-(?:hotel|motel)/);
  });

  test('a step that is gone diverges', async () => {
    const history = changed((text) => text.replace('"id":"confirm"', '"when":"false","id":"confirm"'));
    expect((await replay([history])).get('example-saga')?.error).toBeDefined();
  });

  test('other params replay without an error, but are found by the comparison', async () => {
    const history = changed((text) => text.replace('"Nights":3', '"Nights":4'));
    const { asked, error } = (await replay([history])).get('example-saga') ?? {};
    expect(error).toBeUndefined();
    expect(asked?.activities).not.toEqual(recordedAsks(history.history).activities);
  });
});

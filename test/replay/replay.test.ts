import { beforeAll, describe, expect, test } from 'vitest';

import { INTERPRETER } from '../../src/core/interpreter/version.ts';
import { checkRuns } from '../../src/replay/check-runs.ts';
import type { Difference } from '../../src/replay/difference.ts';
import { workflowBundle } from '../../worker/workflow-bundle.ts';
import { quietSdk } from '../behaviour/drivers/quiet-sdk.ts';
import { recordedDefinitions, recordedScenarios } from './histories.ts';
import { scenarios } from './scenarios.ts';

describe('recorded histories', () => {
  const recorded = recordedScenarios();
  const checked = new Map<string, Difference | undefined>();

  beforeAll(async () => {
    quietSdk();
    const options = { bundle: await workflowBundle(), namespace: 'default' };
    for await (const { run, difference } of checkRuns(recorded, options)) checked.set(run.name, difference);
  });

  test('every example and every definition of source D has one of this interpreter', () => {
    const names = recordedDefinitions(INTERPRETER);
    expect(
      scenarios()
        .map(({ name }) => name)
        .filter((name) => !names.has(name)),
      'npm run record-histories',
    ).toEqual([]);
  });

  test.each(recorded)('$name asks for the same actions, params, timers and result', ({ name }) => {
    expect(checked.has(name)).toBe(true);
    expect(checked.get(name)).toBeUndefined();
  });

  test('the recorded definitions are those of today', () => {
    const definitions = recordedDefinitions(INTERPRETER);
    for (const { name, definition } of scenarios())
      expect([name, definitions.get(name)], 'npm run record-histories').toEqual([name, definition]);
  });
});

import { SIGNALS } from '../../src/core/run/wire.ts';
import type { Scenario } from './scenarios.ts';

const UNDO = { target: 'probe', action: 'undo', params: {} } as const;

/** Runs of which most is executed beside the workflow. */
export const BESIDE: readonly Scenario[] = (['express', 'local'] as const).flatMap((execution) => [
  {
    name: execution,
    definition: {
      id: execution,
      name: 'Beside the workflow',
      execution,
      rollbackOnFailure: true,
      steps: [
        { id: 'a', target: 'util', action: 'echo', params: { n: 1 }, rollback: UNDO },
        { id: 'b', target: 'util', action: 'flaky', params: { failures: 1 }, retry: { maxAttempts: 2, baseDelay: 1 } },
        { id: 'w', type: 'wait', for: '50ms' },
        {
          id: 'fork',
          type: 'parallel',
          branches: {
            left: [{ id: 'l', target: 'util', action: 'echo', params: { n: '$a.n' } }],
            right: [{ id: 'handed-on', target: 'util', action: 'slow', params: { ms: 1500 } }],
          },
        },
        { id: 'remote', target: 'util', action: 'echo', params: { n: 2 }, execution: 'remote' },
        { id: 'c', target: 'util', action: 'echo', params: { n: 3 }, rollback: UNDO },
        { id: 'end', type: 'fail', error: 'so that all is undone' },
      ],
    },
  },
  {
    name: `${execution}-cancelled`,
    definition: {
      id: `${execution}-cancelled`,
      name: 'Beside the workflow, cancelled',
      execution,
      rollbackOnFailure: true,
      steps: [
        { id: 'a', target: 'util', action: 'echo', params: { n: 1 }, rollback: UNDO },
        { id: 'b', target: 'probe', action: 'hold' },
      ],
    },
    steer: async (run, held) => {
      await held;
      await run.signal(SIGNALS.cancel, { reason: 'not needed' });
    },
  },
  {
    name: `${execution}-paused`,
    definition: {
      id: `${execution}-paused`,
      name: 'Beside the workflow, paused',
      execution,
      steps: Array.from({ length: 4 }, (_, i) => ({ id: `s${i}`, target: 'util', action: 'slow', params: { ms: 200, at: '$run.now' } })),
    },
    steer: async (run) => {
      await run.signal(SIGNALS.pause);
      await run.signal(SIGNALS.resume);
    },
  },
]);

import { startInMemory, type InMemoryRun } from '../../../src/testing/start-in-memory.ts';
import type { MockAction } from '../../../src/testing/mock-attempt.ts';
import type { WireWorkflowResult } from '../../../src/core/run/result.ts';
import type { RunState } from '../../../src/core/run/wire.ts';
import type { DrivenRun, Driver } from '../driver.ts';
import { Probe, PROBE_ACTIONS } from '../probe.ts';

/** The in-memory runtime; `pick` shuffles what is delivered next. */
export function inMemoryDriver(pick?: () => (length: number) => number): Driver {
  let runs = 0;
  return {
    name: 'in memory',
    virtual: true,
    start(definition, options = {}) {
      const probe = new Probe();
      const runId = `run-${(runs += 1)}`;
      const run = startInMemory(definition, {
        ...options,
        runId,
        idle: 'wait',
        actions: probeActions(probe),
        ...(pick === undefined ? {} : { pick: pick() }),
      });
      return Promise.resolve(handleOf(run, { runId, probe }));
    },
  };
}

export function probeActions(probe: Probe): Readonly<Record<string, MockAction>> {
  return Object.fromEntries(
    PROBE_ACTIONS.map((action) => [`probe.${action}`, ((params, ctx) => probe.call(action, params, ctx)) satisfies MockAction]),
  );
}

function handleOf({ control, runtime, result }: InMemoryRun, known: { readonly runId: string; readonly probe: Probe }): DrivenRun {
  // A test that only looks at the state does not look at the result.
  result.catch(() => undefined);
  return {
    ...known,
    result: async () => JSON.parse(JSON.stringify(await result)) as WireWorkflowResult,
    pause: () => runtime.inject(() => control.pause()),
    resume: () => runtime.inject(() => control.resume()),
    cancel: (request = {}) => runtime.inject(() => void control.cancel(request)),
    state: () => Promise.resolve(control.state()),
    trail: () => Promise.resolve(control.trail(0).entries),
    rollbackPlan: () => Promise.resolve(control.rollbackPlan()),
    until: (fits) => untilState(control, fits),
  };
}

/** Looks again after each event; virtual time moves on meanwhile only when nothing else happens. */
async function untilState(control: InMemoryRun['control'], fits: (state: RunState) => boolean): Promise<RunState> {
  for (;;) {
    const state = control.state();
    if (fits(state)) return state;
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

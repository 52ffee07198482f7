import { StepwrightError } from '../core/errors/stepwright-error.ts';
import type { GeneratedSteps } from '../core/run/generated-steps.ts';
import type { RunEvent } from '../core/run/wire.ts';
import { validateGenerated } from '../core/validation/validate-generated.ts';
import type { InMemoryRuntime } from './in-memory-runtime.ts';
import type { MockAction } from './mock-attempt.ts';

interface Emitted {
  readonly event: RunEvent;
  readonly to: { readonly run?: string; readonly key?: string };
}

/** What the interpreter itself calls: a worker has it as activities. */
export function internalAction(name: string, world: InMemoryRuntime): MockAction | undefined {
  if (name === 'stepwright.validate') return (params) => validateGenerated(params as GeneratedSteps, { targets: openTargets(world) });
  if (name === 'stepwright.emit') return (params) => emit(params as unknown as Emitted, world);
  return undefined;
}

/** The mocks are all the actions there are. */
function openTargets({ options }: InMemoryRuntime) {
  const names = new Set(Object.keys(options.actions).map((name) => name.slice(0, name.indexOf('.'))));
  return [...names].map((name) => ({ name, actions: {}, open: true }));
}

function emit({ event, to }: Emitted, world: InMemoryRuntime): void {
  const runs = [...world.runs].filter(([id, control]) => id === to.run || (to.key !== undefined && control.key() === to.key));
  if (runs.length === 0) throw new StepwrightError('RunNotFound', `no run ${to.run ?? `with key ${String(to.key)}`} takes the event`);
  for (const [, control] of runs) {
    const { source, ...rest } = event;
    const refused = control.send(source === null ? rest : { ...rest, source });
    if (refused !== undefined) throw new StepwrightError(refused.code, refused.message, { class: refused.class });
  }
}

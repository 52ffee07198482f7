import { StepwrightError } from '../core/errors/stepwright-error.ts';
import type { GeneratedSteps } from '../core/run/generated-steps.ts';
import type { LetterNote } from '../core/run/letter.ts';
import type { RollbackNote } from '../core/run/rollback-note.ts';
import type { PlaceRequest } from '../core/run/place.ts';
import type { RunEvent } from '../core/run/wire.ts';
import { validateGenerated } from '../core/validation/validate-generated.ts';
import { transformed } from '../core/transform/jsonata.ts';
import type { InMemoryRuntime } from './in-memory-runtime.ts';
import type { MockAction } from './mock-attempt.ts';

/** An event that a step sends. */
export interface Emission {
  readonly event: RunEvent;
  readonly to: { readonly run?: string; readonly key?: string };
}

/** Target of what the interpreter itself calls. */
export const INTERNAL_TARGET = 'stepwright';

/** What the interpreter itself calls: a worker has it as activities. */
export function internalAction(name: string, world: InMemoryRuntime): MockAction | undefined {
  if (name === 'stepwright.validate') return (params) => validateGenerated(params as GeneratedSteps, { targets: openTargets(world) });
  if (name === 'stepwright.letter') return (params) => void world.letters.push(params as unknown as LetterNote);
  if (name === 'stepwright.transform') return ({ program, input }) => transformed(program as string, input);
  if (name === 'stepwright.rollback') return (params) => void world.rollbacks.push(params as unknown as RollbackNote);
  if (name === 'stepwright.emit') return (params) => emit(params as unknown as Emission, world);
  if (name === 'stepwright.place') return (params) => world.places.enter(params as unknown as PlaceRequest);
  if (name === 'stepwright.leave') return (params) => world.places.leave(params as unknown as PlaceRequest);
  // A test has no store.
  if (name === 'stepwright.checkpoint') return () => null;
  return undefined;
}

/** The mocks are all the actions there are. */
function openTargets({ options }: InMemoryRuntime) {
  const names = new Set(Object.keys(options.actions).map((name) => name.slice(0, name.indexOf('.'))));
  return [...names].map((name) => ({ name, actions: {}, open: true }));
}

function emit({ event, to }: Emission, world: InMemoryRuntime): void {
  const runs = [...world.runs].filter(([id, control]) => id === to.run || (to.key !== undefined && control.key() === to.key));
  const { outside } = world.options;
  if (runs.length === 0 && outside !== undefined) return outside({ event, to });
  if (runs.length === 0) throw new StepwrightError('RunNotFound', `no run ${to.run ?? `with key ${String(to.key)}`} takes the event`);
  for (const [, control] of runs) {
    const { source, ...rest } = event;
    const refused = control.send(source === null ? rest : { ...rest, source });
    if (refused !== undefined) throw new StepwrightError(refused.code, refused.message, { class: refused.class });
  }
}

import type { WorkflowDefinition } from '../../../../src/core/definition/workflow-definition.ts';
import type { HistoryInWorld } from '../../../../src/testing/in-memory-runtime.ts';
import { startInMemory } from '../../../../src/testing/start-in-memory.ts';
import { besideInMemory, type Sections } from '../../drivers/beside-in-memory.ts';
import { probeActions } from '../../drivers/in-memory.ts';
import { statuses } from '../../driver.ts';
import { Probe } from '../../probe.ts';
import { seededPick } from '../../seeded-pick.ts';
import { ANY, type Call } from './model/world.ts';
import { eventsOf, type Interference, type Predicted } from './model/predict.ts';

export interface Way extends Interference, Sections {
  /** Order of deliveries; 0: as they come. */
  readonly seed?: number;
  /** Decides at each question whether the run goes on in a fresh history. */
  readonly handOverWhen?: () => boolean;
  /** Of the whole definition, or of each step another by the seed. */
  readonly execution?: 'local' | 'express' | 'mixed';
}

/** What of a run can be compared with the model. */
export type Seen = Omit<Predicted, 'open'>;

/** Runs a definition in memory. */
export async function observe(given: WorkflowDefinition, way: Way = {}): Promise<Seen> {
  const { seed = 0, cancelAt, pause, handOverWhen, execution, stopWhen, together } = way;
  const definition = executed(given, execution, seed);
  const probe = new Probe();
  const calls: Call[] = [];
  const actions = Object.entries(probeActions(probe)).map(([name, action]) => [
    name,
    (...[params, ctx]: Parameters<typeof action>) => {
      calls.push({ path: ctx.path, attempt: ctx.attempt, at: run.runtime.now() - started, saw: params['result'] ?? null });
      return action(params, ctx);
    },
  ]);
  const run = startInMemory(definition, {
    actions: Object.fromEntries(actions),
    ...(seed === 0 ? {} : { pick: seededPick(seed) }),
    ...(handOverWhen === undefined ? {} : { handOverWhen }),
    ...(execution === undefined ? {} : { around: (history: HistoryInWorld) => besideInMemory(history, { stopWhen, together }) }),
  });
  const started = run.runtime.now();
  if (cancelAt !== undefined) run.runtime.at(cancelAt, () => void run.control.cancel({}));
  if (pause !== undefined) {
    run.runtime.at(pause.from, () => run.control.pause());
    run.runtime.at(pause.to, () => run.control.resume());
  }
  for (const { at, type, data } of eventsOf(definition)) run.runtime.at(at, () => void run.control.send({ type, data }));
  const result = await run.result;
  const { failure } = result;
  return {
    status: result.status,
    output: plain(result.output),
    ...(failure === undefined
      ? {}
      : { fault: { code: failure.code, class: failure.class, step: failure.step ?? '', path: failure.path ?? '' } }),
    steps: statuses(result),
    calls,
    rollbackPerformed: result.rollbackPerformed,
    rollbackErrors: result.rollbackErrors.map(({ path }) => path),
    variables: plain(run.control.state().variables) as Seen['variables'],
    endedAt: result.duration,
  };
}

function executed(definition: WorkflowDefinition, execution: Way['execution'], seed: number): WorkflowDefinition {
  if (execution === undefined) return definition;
  if (execution !== 'mixed') return { ...definition, execution };
  const pick = seededPick(seed + 1);
  const modes = ['remote', 'local', 'express'];
  const mix = (_key: string, value: unknown): unknown => (isStep(value) ? { ...value, execution: modes[pick(modes.length)] } : value);
  return JSON.parse(JSON.stringify(definition), mix) as WorkflowDefinition;
}

function isStep(value: unknown): value is object {
  return typeof value === 'object' && value !== null && 'id' in value && ('target' in value || 'type' in value);
}

/** Of an error within a value only what the language fixes. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  if ('code' in value && 'class' in value && 'message' in value) {
    const { code, class: errorClass, step, path } = value as Readonly<Record<string, unknown>>;
    return { code, class: errorClass, step, path };
  }
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
}

/** Both sides in a form in which they can be equal: what happens at one moment in one order, and nothing that is left open. */
export function comparable({ calls, fault, rollbackErrors, ...rest }: Seen, predicted: Predicted): object {
  const lines = calls.map(({ path, attempt, at, saw }) => `${String(at).padStart(12)} ${path}#${attempt} ${JSON.stringify(plain(saw))}`);
  const free = Object.entries(predicted.fault ?? {}).filter(([, value]) => value === ANY);
  const errors = rollbackErrors.toSorted();
  return {
    ...rest,
    calls: lines.toSorted(),
    rollbackErrors: errors,
    ...(fault === undefined ? {} : { fault: { ...fault, ...Object.fromEntries(free) } }),
  };
}

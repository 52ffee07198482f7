import * as z from 'zod';
import { nameFrom } from '../definition/name-from.ts';
import { count } from '../definition/schema-parts.ts';
import type { Step } from '../definition/step.ts';
import type { WorkflowDefinition } from '../definition/workflow-definition.ts';
import { STEP_TARGET } from '../target/define-step.ts';
import { dialectReader, type ReadOptions } from './dialect.ts';
import { NeededActions } from './needed-actions.ts';
import { runOptions } from './run-options.ts';
import { refuseCycles, StepNames } from './step-names.ts';
import { extensionsOf, given, type Translation } from './translation.ts';

interface TempehOptions {
  readonly maxConcurrency?: number | undefined;
  readonly enableCheckpointing?: boolean | undefined;
  readonly autoRollback?: boolean | undefined;
  readonly resourceLimits?: object | undefined;
}

interface TempehStep {
  readonly name: string;
  readonly command: string;
  readonly description?: string | undefined;
  readonly dependencies?: readonly string[] | undefined;
  readonly parallel?: boolean | undefined;
}

interface TempehWorkflow extends TempehOptions {
  readonly name: string;
  readonly description?: string | undefined;
  readonly steps: readonly TempehStep[];
  readonly options?: TempehOptions;
}

const options = {
  maxConcurrency: count.optional(),
  enableCheckpointing: z.boolean().optional(),
  autoRollback: z.boolean().optional(),
  resourceLimits: z.strictObject({ cpu: z.number().optional(), memory: z.number().optional() }).optional(),
};

const text = z.string().min(1);

const schema = z.strictObject({
  ...options,
  name: text,
  description: z.string().optional(),
  steps: z
    .array(
      z.strictObject({
        name: text,
        command: text,
        description: z.string().optional(),
        dependencies: z.array(z.string()).optional(),
        parallel: z.boolean().optional(),
      }),
    )
    .min(1),
  options: z.strictObject(options).optional(),
});

/**
 * `@tempeh/workflow` (source B): steps with a `command`. A step with `parallel: true` runs side by side with those before and
 * after it that have it too; one without runs alone, in its place.
 */
export const tempeh = dialectReader<TempehWorkflow>({
  schema: schema as z.ZodType<TempehWorkflow>,
  marks: { workflow: ['enableCheckpointing', 'autoRollback', 'resourceLimits'], step: ['command', 'parallel'] },
  translate,
});

/** A step of the source with the id it has here. */
interface Numbered {
  readonly step: TempehStep;
  readonly id: string;
  readonly pointer: string;
}

function translate(source: TempehWorkflow, translation: Translation, { target = STEP_TARGET }: ReadOptions): WorkflowDefinition {
  const { name, description } = source;
  translation.from('/id', '/name');
  const actions = new NeededActions(target, translation);
  const { order, dependencies } = ordered(source, translation);
  const graph = source.steps.some(({ parallel }) => parallel === true);
  const waits = graph ? inGroups(order, dependencies) : dependencies;
  const steps = order.map(({ step, id, pointer }, i) => {
    translation.from(`/steps/${i}`, pointer);
    translation.from(`/steps/${i}/action`, `${pointer}/command`);
    translation.from(`/steps/${i}/dependsOn`, `${pointer}/dependencies`);
    return stepOf(step, { id, dependsOn: waits.get(id) ?? [], action: actions.named(step.command, `${pointer}/command`), actions });
  });
  const definition = given({
    id: nameFrom(name, 'workflow'),
    name,
    description,
    ...settings(source, translation),
    mode: graph ? ('graph' as const) : undefined,
    ...extensionsOf(source),
    steps,
  });
  actions.tell();
  return definition as WorkflowDefinition;
}

function stepOf(
  source: TempehStep,
  to: { readonly id: string; readonly dependsOn: readonly string[]; readonly action: string; readonly actions: NeededActions },
): Step {
  const { name, command, description } = source;
  const { id, dependsOn, action, actions } = to;
  return given({
    id,
    name: name === id ? undefined : name,
    description,
    dependsOn: dependsOn.length === 0 ? undefined : dependsOn,
    target: actions.target,
    action,
    // One command serves many steps, and its function has to know for which.
    params: actions.areFunctions ? { name, command } : undefined,
    ...extensionsOf(source),
  }) as Step;
}

function settings(source: TempehWorkflow, translation: Translation): Partial<WorkflowDefinition> {
  const names = ['maxConcurrency', 'enableCheckpointing', 'autoRollback', 'resourceLimits'] as const;
  const { values, pointerOf } = runOptions<TempehOptions>(source, names, translation);
  const { maxConcurrency, enableCheckpointing, autoRollback, resourceLimits } = values;
  if (enableCheckpointing !== undefined)
    translation.note(pointerOf('enableCheckpointing'), 'nothing to set: every run goes on after a crash, from the last step that was done');
  if (autoRollback === true)
    translation.note(pointerOf('autoRollback'), 'it is rollbackOnFailure here; give the steps that can be undone a "rollback"');
  if (resourceLimits !== undefined)
    translation.note(
      pointerOf('resourceLimits'),
      'left out: a definition can\'t limit a machine; "maxConcurrency" limits the actions at once',
    );
  translation.from('/maxConcurrency', pointerOf('maxConcurrency'));
  return given({ maxConcurrency, rollbackOnFailure: autoRollback }) as Partial<WorkflowDefinition>;
}

/** The steps as they are declared, but none before one it depends on. */
function ordered(
  { steps }: TempehWorkflow,
  translation: Translation,
): { readonly order: readonly Numbered[]; readonly dependencies: ReadonlyMap<string, readonly string[]> } {
  const names = new StepNames(translation);
  const numbered = steps.map((step, i): Numbered => {
    const pointer = `/steps/${i}`;
    return { step, pointer, id: names.add({ called: step.name, pointer: `${pointer}/name`, unique: false }) };
  });
  const byId = new Map(numbered.map((each) => [each.id, each]));
  const dependencies = new Map(
    numbered.map(({ step, id, pointer }) => [
      id,
      names.dependencies({ called: step.name, pointer, dependencies: step.dependencies ?? [] }),
    ]),
  );
  refuseCycles(dependencies, (id) => byId.get(id)?.pointer ?? '/steps', translation);
  const order = dependenciesFirst(
    numbered.map(({ id }) => id),
    dependencies,
  ).flatMap((id) => byId.get(id) ?? []);
  return { order, dependencies };
}

/** Depth first, with a stack of its own: a chain may be as long as a definition. */
function dependenciesFirst(ids: readonly string[], dependencies: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const entered = new Set<string>();
  const done = new Set<string>();
  for (const start of ids) {
    const stack = [start];
    for (let id = stack.at(-1); id !== undefined; id = stack.at(-1)) {
      const open = entered.has(id) ? [] : (dependencies.get(id) ?? []).filter((need) => !entered.has(need));
      entered.add(id);
      if (open.length > 0) stack.push(...open.toReversed());
      else {
        done.add(id);
        stack.pop();
      }
    }
  }
  return [...done];
}

/** What each step waits for: in a group of parallel steps for the step before the group, alone for all that came before. */
function inGroups(
  order: readonly Numbered[],
  dependencies: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, readonly string[]> {
  const waits = new Map<string, readonly string[]>();
  let before: readonly string[] = [];
  let group: string[] = [];
  for (const { step, id } of order) {
    const declared = dependencies.get(id) ?? [];
    if (step.parallel === true) {
      const later = declared.some((need) => group.includes(need) || before.includes(need));
      waits.set(id, later ? declared : [...declared, ...before]);
      group.push(id);
    } else {
      const ends = group.filter((each) => !group.some((other) => dependencies.get(other)?.includes(each) === true));
      waits.set(id, [...new Set([...declared, ...(group.length === 0 ? before : ends)])]);
      before = [id];
      group = [];
    }
  }
  return waits;
}

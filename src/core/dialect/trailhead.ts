import type { Mapping } from '../definition/json.ts';
import { nameFrom } from '../definition/name-from.ts';
import type { WorkflowDefinition } from '../definition/workflow-definition.ts';
import { STEP_TARGET } from '../target/define-step.ts';
import { dialectReader, type ReadOptions } from './dialect.ts';
import { NeededActions } from './needed-actions.ts';
import { runOptions } from './run-options.ts';
import { FAILURE_STRATEGIES, trailheadSchema, type TrailheadOptions, type TrailheadWorkflow } from './trailhead-schema.ts';
import { extensionsOf, given, type Translation } from './translation.ts';
import { TrailheadSteps } from './trailhead-steps.ts';

/** `@trailhead/workflows` (source A): steps with `dependencies`, which run as soon as these are done. */
export const trailhead = dialectReader<TrailheadWorkflow>({
  schema: trailheadSchema,
  marks: {
    workflow: ['failureStrategy', 'initialContext'],
    step: ['execute', 'retries', 'condition', 'items', 'stepTemplate', 'parallelExecution', 'batchSize'],
  },
  translate,
});

function translate(
  source: TrailheadWorkflow,
  translation: Translation,
  { target = STEP_TARGET, name: fallback = 'workflow' }: ReadOptions,
): WorkflowDefinition {
  const { name = source.id ?? fallback, description, version } = source;
  translation.from('/id', source.id === undefined ? '/name' : '/id');
  for (const field of ['name', 'version']) translation.from(`/${field}`, `/${field}`);
  const actions = new NeededActions(target, translation);
  const definition = given({
    id: nameFrom(source.id ?? name, 'workflow'),
    name,
    description,
    version,
    ...settings(source, translation),
    mode: 'graph' as const,
    ...extensionsOf(source),
    steps: new TrailheadSteps(source.steps, { translation, actions }).translated(),
  });
  actions.tell();
  return definition as WorkflowDefinition;
}

function settings(source: TrailheadWorkflow, translation: Translation): Partial<WorkflowDefinition> {
  const { values, pointerOf } = runOptions<TrailheadOptions>(source, ['failureStrategy', 'initialContext'], translation);
  const { failureStrategy, initialContext } = values;
  if (failureStrategy === undefined)
    translation.note('', 'without a failureStrategy the other steps go on after a failure: it is continue-on-error here');
  translation.from('/input', pointerOf('initialContext'));
  return given({
    input: initialContext === undefined ? undefined : inputOf(initialContext),
    failureStrategy: FAILURE_STRATEGIES[failureStrategy ?? 'CONTINUE_ON_ERROR'],
  }) as Partial<WorkflowDefinition>;
}

/** The initial context is what a run starts with unless it is given something else. */
function inputOf(initialContext: Mapping): NonNullable<WorkflowDefinition['input']> {
  const properties = Object.fromEntries(Object.entries(initialContext).map(([key, value]) => [key, { default: value }]));
  return { type: 'object', properties, additionalProperties: true };
}

import type { WorkflowDefinition } from '../definition/workflow-definition.ts';
import { StepwrightError } from '../errors/stepwright-error.ts';
import { jsonSchemaOf, type SchemaSource } from './json-schema-of.ts';
import { reference, type Ref } from './reference.ts';
import { rendererOf, type Renderer } from './render.ts';
import { fieldsOf } from './step-fields.ts';
import { StepLists, type Draft } from './step-lists.ts';
import type { InputOf, WorkflowOptions } from './workflow-options.ts';
import { Endings, WorkflowSteps } from './workflow-steps.ts';

/** What a function that builds a definition did. */
interface Built<I, R> {
  readonly input: Ref<I>;
  readonly drafts: readonly Draft[];
  readonly returned: R;
  readonly lists: StepLists;
}

interface Recipe<S extends SchemaSource | undefined, R> {
  readonly id: string;
  readonly options: WorkflowOptions<S>;
  readonly build: (w: WorkflowSteps, input: Ref<InputOf<S>>) => R;
  /** What the definition does: its steps and output, or its states. Called before anything is written. */
  readonly body: (built: Built<InputOf<S>, R>) => (write: Renderer) => Partial<WorkflowDefinition>;
}

/** Lets a function add its steps, then writes everything out. */
export function buildDefinition<S extends SchemaSource | undefined, R>({ id, options, build, body }: Recipe<S, R>): WorkflowDefinition {
  const { name, description, version, key, concurrency, fairness, input: schema, outputSchema, ...settings } = options;
  const lists = new StepLists();
  const endings = new Endings();
  const input = reference<InputOf<S>>({ kind: 'path', root: { kind: 'input' }, path: [] });
  const filled = lists.fill(() => build(new WorkflowSteps(lists, endings), input));
  if (filled.returned instanceof Promise) throw builtLater(id);
  const writeBody = body({ ...filled, lists, input });
  const write = rendererOf(lists.declared);
  const { output, ...rest } = writeBody(write);
  return fieldsOf({
    id,
    name,
    description,
    version,
    key: write.value(key?.(input)),
    concurrency: concurrency === undefined ? undefined : { ...concurrency, key: write.value(concurrency.key(input)) },
    fairness: fairness === undefined ? undefined : { ...fairness, key: write.value(fairness.key(input)) },
    input: schema === undefined ? undefined : jsonSchemaOf(schema),
    output,
    outputSchema: outputSchema === undefined ? undefined : jsonSchemaOf(outputSchema),
    ...settings,
    ...rest,
    ...endings.write(write),
  }) as WorkflowDefinition;
}

function builtLater(id: string): StepwrightError {
  return new StepwrightError('InvalidValue', `the function that builds "${id}" is async`, {
    class: 'validation',
    hint: 'What has to be awaited belongs in front of it, or in an action.',
  });
}

import type { WorkflowDefinition } from '../definition/workflow-definition.ts';
import { StepwrightError } from '../errors/stepwright-error.ts';
import { jsonSchemaOf, type Described, type SchemaSource } from './json-schema-of.ts';
import { reference, type Ref } from './reference.ts';
import { rendererOf } from './render.ts';
import { present } from './step-fields.ts';
import { StepLists } from './step-lists.ts';
import { Steps } from './steps.ts';

type Plain =
  | 'name'
  | 'description'
  | 'version'
  | 'mode'
  | 'failureStrategy'
  | 'rollbackOnFailure'
  | 'continueOnOptionalFailure'
  | 'maxConcurrency'
  | 'timeout'
  | 'defaults'
  | 'limits'
  | 'tags';

/** What a definition holds beside its steps. */
export interface WorkflowOptions<S extends SchemaSource | undefined> extends Pick<WorkflowDefinition, Plain> {
  /** Schema of the input, which types it. */
  readonly input?: S;
  /** Schema of the output. */
  readonly outputSchema?: SchemaSource;
  /** Business key of a run. */
  readonly key?: (input: Ref<InputOf<S>>) => unknown;
}

/** The type of a run's input. */
export type InputOf<S> = S extends SchemaSource ? (unknown extends Described<S> ? Anything : Described<S>) : Anything;

type Anything = Readonly<Record<string, unknown>>;

/**
 * Builds a definition: plain data, the same as a workflow file holds.
 *
 * @param build adds the steps, and returns the workflow's output if it has one. It runs once, now: what it handles are references, not values.
 * @throws StepwrightError for what cannot be written as a definition; `validateWorkflow` finds everything else
 * @example
 * const order = workflow('process-order', { name: 'Process order', input: z.object({ orderId: z.string() }) }, (w, input) => {
 *   const file = w.action('file-order', targets.drive.file_document, { params: { name: text`Order-${input.orderId}.pdf` } });
 *   return { link: file.webViewLink };
 * });
 */
export function workflow<S extends SchemaSource | undefined = undefined>(
  id: string,
  options: WorkflowOptions<S>,
  build: (w: Steps, input: Ref<InputOf<S>>) => unknown,
): WorkflowDefinition {
  const { name, description, version, key, input: schema, outputSchema, ...settings } = options;
  const lists = new StepLists();
  const input = reference<InputOf<S>>({ kind: 'path', root: { kind: 'input' }, path: [] });
  const { drafts, returned } = lists.fill(() => build(new Steps(lists), input));
  if (returned instanceof Promise) throw builtLater(id);
  const write = rendererOf(lists.declared);
  return present<WorkflowDefinition>({
    id,
    name,
    description,
    version,
    key: write.value(key?.(input)),
    input: schema === undefined ? undefined : jsonSchemaOf(schema),
    output: write.value(returned),
    outputSchema: outputSchema === undefined ? undefined : jsonSchemaOf(outputSchema),
    ...settings,
    steps: drafts.map((draft) => draft.write(write)),
  });
}

function builtLater(id: string): StepwrightError {
  return new StepwrightError('InvalidValue', `the function that builds "${id}" is async`, {
    class: 'validation',
    hint: 'What has to be awaited belongs in front of workflow(), or in an action.',
  });
}

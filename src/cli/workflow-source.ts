import { existsSync } from 'node:fs';

import type { DefinitionInput } from '../client/api.ts';
import { outlineOf } from '../core/definition/outline.ts';
import type { WorkflowDefinition } from '../core/definition/workflow-definition.ts';
import { StepwrightError } from '../core/errors/stepwright-error.ts';
import type { TargetsFile } from '../files/load-targets.ts';
import { checkDefinition, checkFile } from './check-file.ts';
import { refuse } from './checked-file.ts';
import type { CheckedFile } from './checked-file.ts';
import { columnsFor } from './render/step-line.ts';
import type { Columns } from './render/step-line.ts';

/** What `run` and `start` were asked to run. */
export interface WorkflowSource {
  readonly input: DefinitionInput;
  /** For people: the definition's id. */
  readonly id: string;
  readonly version?: string;
  /** Absent: the worker has it. */
  readonly definition?: WorkflowDefinition;
  /** Of the lines about its steps, as far as they are known. */
  readonly columns: Columns;
}

const FILE_NAME = /[/\\]|\.(?:ya?ml|json)$/i;

/** Whether a file is meant, rather than an id. */
export function namesFile(source: string): boolean {
  return FILE_NAME.test(source) || existsSync(source);
}

/**
 * The definition in a file, or the one of an id: exported by the targets file, else known to the worker.
 * @throws StepwrightError with the problems when the definition is not valid.
 */
export async function findWorkflow(source: string, own: TargetsFile, inputNames: readonly string[]): Promise<WorkflowSource> {
  const options = { targets: own.targets, inputNames };
  if (namesFile(source)) return fromChecked(await checkFile(source, options));
  const [id = '', version] = source.split('@', 2);
  const exported = own.definitions.find((definition) => definition.id === id && (version === undefined || definition.version === version));
  if (exported !== undefined) return fromChecked(checkDefinition(exported, exported.id, options));
  if (!/^[A-Za-z][\w-]*$/.test(id)) {
    throw new StepwrightError('InvalidValue', `${source} is neither a file nor the id of a definition`, {
      class: 'validation',
      hint: 'Name a .yaml or .json file, or an id as in order or order@1.2.0.',
    });
  }
  return {
    input: { id, ...(version === undefined ? {} : { version }) },
    id,
    ...(version === undefined ? {} : { version }),
    columns: { path: 0, name: 0 },
  };
}

function fromChecked(checked: CheckedFile): WorkflowSource {
  const { definition } = checked;
  if (definition === undefined) throw refuse([checked]);
  const { id, version } = definition;
  return { input: definition, id, definition, ...(version === undefined ? {} : { version }), columns: columnsOf(definition) };
}

function columnsOf(definition: WorkflowDefinition): Columns {
  return columnsFor(
    outlineOf(definition).steps.map(({ id = '', step }) => ({ path: id, name: typeof step['name'] === 'string' ? step['name'] : id })),
  );
}

import type { WorkflowDefinition } from '../core/definition/workflow-definition.ts';
import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { present } from '../core/present.ts';
import { INTERPRETER } from '../core/interpreter/version.ts';
import type { DefinitionRef } from '../core/definition/workflow-ref.ts';
import type { RunInput } from '../core/run/wire.ts';
import { applyDefaults, checkJson, type Violation } from '../core/schema-check/check-json.ts';
import { definitionHash } from '../files/definition-hash.ts';
import { checkedDefinition, loadWorkflow, type LoadWorkflowOptions } from '../files/load-workflow.ts';
import type { DefinitionInput, StartOptions } from './api.ts';
import type { Cluster } from './cluster.ts';
import type { StartMemo } from '../core/run/start-memo.ts';
import { stageInput } from './stage-input.ts';
import { startTurn } from './start-turn.ts';
import type { TurnTaking } from '../core/run/turn-taking.ts';

type Input = Readonly<Record<string, unknown>>;

export interface StartRequest {
  readonly definition: DefinitionInput;
  readonly input: Input;
  readonly options: StartOptions;
  /** An earlier run follows it, so it was validated. @default false */
  readonly known?: boolean;
}

/** All that a start sends but the run id. */
export interface PreparedStart {
  /** Temporal's workflow type: the definition's id. */
  readonly type: string;
  readonly envelope: RunInput;
  readonly memo: StartMemo;
  /** Absent: nothing is said of it. */
  readonly turn?: TurnTaking;
  /** One line for Temporal's UI. */
  readonly summary: string;
}

/**
 * Validates definition and input, and stages the bytes in it. A definition named by id is left to the worker, which has it.
 *
 * @throws {StepwrightError} the definition's first problem, or `InvalidInput`; `details` has all
 */
export async function prepareStart(
  cluster: Pick<Cluster, 'config' | 'files' | 'ui' | 'valid'>,
  { definition: given, input: raw, options, known = false }: StartRequest,
): Promise<PreparedStart> {
  const { config, files, ui } = cluster;
  if (options.id === '')
    throw new StepwrightError('InvalidValue', 'the run id is empty', { class: 'validation', hint: 'give one, or none for a fresh one' });
  const { definition, hash } =
    known && typeof given === 'object' ? resolved(given) : await resolveDefinition(cluster, given, Object.keys(raw));
  const input = await stageInput(raw, (name, content) => files.write(name, content));
  if (isDefinition(definition)) checkInput(definition, input);
  const { key, tags: ownTags = [] } = options;
  const tags = [...new Set([...(isDefinition(definition) ? (definition.tags ?? []) : []), ...ownTags])];
  const { version } = definition;
  const name = isDefinition(definition) ? definition.name : undefined;
  return {
    type: definition.id,
    envelope: {
      definition,
      input,
      ...(hash === undefined ? {} : { hash, interpreter: INTERPRETER }),
      startedBy: config.user,
      ...(key === undefined ? {} : { key }),
      tags,
      ...(ui === undefined ? {} : { ui }),
    },
    memo: {
      ...(name === undefined ? {} : { name }),
      ...(version === undefined ? {} : { version }),
      ...(hash === undefined ? {} : { definitionHash: hash }),
      inputHash: definitionHash(input),
      tags,
      startedBy: config.user,
    },
    ...(isDefinition(definition) ? { turn: startTurn(definition, input) } : {}),
    summary: [name ?? definition.id, ...(version === undefined ? [] : [version])].join(' '),
  };
}

/** What is started; a reference has no hash. */
interface Resolved {
  readonly definition: WorkflowDefinition | DefinitionRef;
  readonly hash?: string;
}

async function resolveDefinition(
  { config, valid }: Pick<Cluster, 'config' | 'valid'>,
  given: DefinitionInput,
  inputNames: readonly string[],
): Promise<Resolved> {
  const options: LoadWorkflowOptions = { targets: config.targets, inputNames };
  if (typeof given === 'string') return resolved(await loadWorkflow(given, options));
  if (!isDefinition(given) && isReference(given)) return { definition: given };
  const { id } = given as { readonly id?: unknown };
  const source = typeof id === 'string' && id !== '' ? `workflow "${id}"` : 'the workflow';
  const hash = hashOf(given);
  valid.check(hash, inputNames, () => checkedDefinition(given, source, options));
  return { definition: given, ...present({ hash }) };
}

function resolved(definition: WorkflowDefinition | DefinitionRef): Resolved {
  return isDefinition(definition) ? { definition, hash: definitionHash(definition) } : { definition };
}

/** Undefined: JSON can't carry it. */
function hashOf(definition: unknown): string | undefined {
  try {
    return definitionHash(definition);
  } catch {
    return undefined;
  }
}

function isDefinition(value: WorkflowDefinition | DefinitionRef): value is WorkflowDefinition {
  return 'name' in value;
}

/** A definition is taken for what it is also when its name is missing. */
function isReference(value: DefinitionRef): boolean {
  return typeof value.id === 'string' && Object.keys(value).every((key) => key === 'id' || key === 'version');
}

function checkInput(definition: WorkflowDefinition, input: Input): void {
  const { id, input: schema } = definition;
  if (schema === undefined) return;
  const violations = checkJson(applyDefaults(input, schema), schema);
  const [first] = violations;
  if (first === undefined) return;
  const more = violations.length > 1 ? `, and ${violations.length - 1} more` : '';
  throw new StepwrightError('InvalidInput', `the input does not fit workflow "${id}": ${sentence(first)}${more}`, {
    class: 'validation',
    hint: "The definition's `input` says what it takes.",
    details: violations.map((violation) => ({
      severity: 'error',
      code: 'InvalidInput',
      pointer: violation.pointer,
      message: violation.message,
    })),
  });
}

function sentence({ pointer, message }: Violation): string {
  return pointer === '' ? `it ${message}` : `${pointer} ${message}`;
}

import * as z from 'zod';
import type { JsonSchema } from '../definition/json.ts';
import type { ListNode, StepNode } from '../definition/outline.ts';
import { pointerSegments } from '../definition/pointer.ts';
import type { TargetSpec } from '../target/target.ts';
import { approvalValue, closed, CLOUD_EVENT, FAILED_ITERATION, listOf, NOTHING, STARTED_RUN } from './fixed-types.ts';

/** What the value of a step is worked out from. */
export interface StepTypes {
  readonly targets: ReadonlyMap<string, TargetSpec>;
  /** The lists of steps in a step. */
  listsOf(node: StepNode): readonly ListNode[];
  /** Schema of a step's value, `output` included. */
  valueOf(node: StepNode): JsonSchema | undefined;
  /** Schema of a value that may hold references, by where it stands. */
  written(value: unknown, pointer: string): JsonSchema;
}

/** Schema of what a step gives by itself, before `output`; undefined where nothing is known of it. */
export function resultSchema(node: StepNode, types: StepTypes): JsonSchema | undefined {
  const { step, kind } = node;
  const declared = schemaIn(step['outputSchema']);
  if (declared !== undefined) return declared;
  switch (kind) {
    case 'action':
      return actionResult(node, types);
    case 'approval':
      return approvalValue(schemaIn(step['form']));
    case 'forEach':
      return forEachValue(node, types);
    case 'parallel':
      return parallelValue(node, types);
    case 'if':
    case 'switch':
    case 'try':
    case 'while':
    case 'until':
      return listsValue(node, types);
    case 'validate':
      return schemaIn(step['schema']);
    case 'set':
      return types.written(step['values'], `${node.pointer}/values`);
    case 'emit':
      return CLOUD_EVENT;
    case 'wait':
    case 'checkpoint':
      return NOTHING;
    case 'workflow':
      return step['wait'] === false ? STARTED_RUN : childOutput(step['workflow']);
    default:
      return undefined;
  }
}

/** What `$result` is in the `aggregate` of a `parallel`: the values by branch. */
export function collected(node: StepNode, types: StepTypes): JsonSchema {
  return closed(Object.fromEntries(types.listsOf(node).map((list) => [lastKey(list.pointer), listValue(list, types) ?? {}])));
}

function parallelValue(node: StepNode, types: StepTypes): JsonSchema | undefined {
  const { join, aggregate = join === 'any' || join === 'race' ? 'first' : 'collect' } = node.step;
  if (aggregate === 'collect') return collected(node, types);
  if (aggregate === 'first') return closed({ branch: { type: 'string' }, value: {} });
  if (aggregate === 'merge') return { type: 'object' };
  return types.written(aggregate, `${node.pointer}/aggregate`);
}

function forEachValue(node: StepNode, types: StepTypes): JsonSchema | undefined {
  const { collect = 'all', onError } = node.step;
  if (collect === 'none') return NOTHING;
  if (collect === 'errors') return listOf(FAILED_ITERATION);
  // An object folds: what it gives depends on how often.
  if (typeof collect !== 'string') return undefined;
  if (onError === 'continue') return listOf();
  return listOf(collect === 'all' ? bodyValue(node, types) : types.written(collect, `${node.pointer}/collect`));
}

function bodyValue(node: StepNode, types: StepTypes): JsonSchema | undefined {
  const [body] = types.listsOf(node);
  return body === undefined ? undefined : listValue(body, types);
}

/** Of the list that ran, where there is but one that can. */
function listsValue(node: StepNode, types: StepTypes): JsonSchema | undefined {
  const lists = types.listsOf(node).filter(({ owner, stage }) => !(owner?.kind === 'try' && stage === 2));
  const [only, second] = lists;
  return only === undefined || second !== undefined ? undefined : listValue(only, types);
}

function listValue({ steps }: ListNode, types: StepTypes): JsonSchema | undefined {
  const last = steps.at(-1);
  return last === undefined ? NOTHING : types.valueOf(last);
}

function actionResult({ step }: StepNode, { targets }: StepTypes): JsonSchema | undefined {
  const { target, action } = step;
  const actions = typeof target === 'string' ? targets.get(target)?.actions : undefined;
  const result =
    actions !== undefined && typeof action === 'string' && Object.hasOwn(actions, action) ? actions[action]?.result : undefined;
  if (result === undefined) return undefined;
  try {
    return z.toJSONSchema(result, { io: 'output', unrepresentable: 'any' }) as JsonSchema;
  } catch {
    // A schema that JSON Schema can't say documents nothing here.
    return undefined;
  }
}

/** Of a child whose definition stands in the step. */
function childOutput(child: unknown): JsonSchema | undefined {
  return schemaIn((schemaIn(child) as Readonly<Record<string, unknown>> | undefined)?.['outputSchema']);
}

function lastKey(pointer: string): string {
  return pointerSegments(pointer).at(-1) ?? '';
}

/** A schema that is an object. */
export function schemaIn(value: unknown): JsonSchema | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonSchema) : undefined;
}

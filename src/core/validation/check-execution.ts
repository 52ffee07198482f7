import type { StepKind } from '../definition/step.ts';
import type { StepNode } from '../definition/outline.ts';
import { pointerTo } from '../definition/pointer.ts';
import { isIdempotent } from '../target/idempotent.ts';
import type { ActionSpec } from '../target/target.ts';
import { isFields } from './fields.ts';
import { listed, short, type Finding } from './finding.ts';
import { dynamicByStep, type Check, type Subject } from './subject.ts';

/** Where an execution beside the workflow is said, and the steps that are executed remote all the same. */
interface Said {
  readonly pointer: string;
  readonly mode: 'local' | 'express';
  readonly notIdempotent: string[];
  readonly queued: string[];
}

const CALLING: ReadonlySet<StepKind | undefined> = new Set<StepKind>(['action', 'generate', 'transform', 'emit']);

/** Steps that are to be executed `local` or `express`, and can't be: told where that is said, once for all steps that inherit it. */
export const checkExecution: Check = (subject) => {
  const dynamic = dynamicByStep(subject);
  const found = new Map<string, Said>();
  for (const node of subject.outline.steps) {
    if (!CALLING.has(node.kind)) continue;
    const said = saidFor(node, subject);
    if (said === undefined) continue;
    const known = found.get(said.pointer) ?? said;
    found.set(said.pointer, known);
    const action = actionOf(node, subject);
    if (hasQueue(node, subject)) known.queued.push(labelOf(node));
    else if (action !== undefined && neverRepeated(action, node, dynamic.get(node) ?? []))
      known.notIdempotent.push(`${labelOf(node)} (${short(`${String(node.step['target'])}.${String(node.step['action'])}`)})`);
  }
  return [...found.values()].flatMap(findingsOf);
};

function findingsOf({ pointer, mode, notIdempotent, queued }: Said): readonly Finding[] {
  const remote = (steps: readonly string[], why: string, hint: string): readonly Finding[] =>
    steps.length === 0
      ? []
      : [{ code: 'NotIdempotent', severity: 'warning', pointer, message: `executed remote, ${why}: ${listed(steps)}`, hint }];
  return [
    ...remote(
      notIdempotent,
      'since the action is not declared idempotent',
      `declare the action idempotent: true if calling it twice with one idempotency key has the effect of one call; else leave it so, or say execution: remote`,
    ),
    ...remote(queued, 'since another task queue may have other workers', `leave out taskQueue for ${mode}, or say execution: remote`),
  ];
}

/** What the step says, else the innermost block round it, else the definition. */
function saidFor(node: StepNode, { definition }: Subject): Said | undefined {
  let at: StepNode | undefined = node;
  while (at !== undefined && at.step['execution'] === undefined) at = at.list.owner;
  const mode = (at?.step ?? definition)['execution'];
  if (mode !== 'local' && mode !== 'express') return undefined;
  return { pointer: pointerTo(at?.pointer ?? '', 'execution'), mode, notIdempotent: [], queued: [] };
}

function hasQueue({ step }: StepNode, { definition }: Subject): boolean {
  const { defaults } = definition;
  return step['taskQueue'] !== undefined || (isFields(defaults) && defaults['taskQueue'] !== undefined);
}

/** Undefined when the step calls none, or nobody knows it here. */
function actionOf({ step }: StepNode, { targets }: Subject): ActionSpec | undefined {
  const { target, action } = step;
  const actions = typeof target === 'string' ? targets.get(target)?.actions : undefined;
  return typeof action === 'string' && actions !== undefined && Object.hasOwn(actions, action) ? actions[action] : undefined;
}

/** Params that are known only when the step runs may make it repeatable, if its action looks at them. */
function neverRepeated(action: ActionSpec, { step, pointer }: StepNode, dynamic: readonly string[]): boolean {
  const { params = {} } = step;
  if (typeof action.idempotent !== 'function') return action.idempotent !== true;
  const at = pointerTo(pointer, 'params');
  if (!isFields(params) || dynamic.includes(at)) return false;
  let looked = false;
  const watched = new Proxy(params, {
    get(given, name) {
      const param = pointerTo(at, String(name));
      looked ||= dynamic.some((each) => each === param || each.startsWith(`${param}/`));
      return Reflect.get(given, name) as unknown;
    },
  });
  return !isIdempotent(action, watched) && !looked;
}

function labelOf({ id, pointer }: StepNode): string {
  return id === undefined ? pointer : short(id);
}

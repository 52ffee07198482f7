import type { Locate } from '../../core/definition/locate.ts';
import { outlineOf } from '../../core/definition/outline.ts';
import { pointerTo } from '../../core/definition/pointer.ts';
import type { Problem } from '../../core/definition/problem.ts';
import type { WorkflowDefinition } from '../../core/definition/workflow-definition.ts';
import { nearest } from '../../core/errors/nearest.ts';
import { isObject } from '../../core/schema-check/keywords.ts';
import { didYouMean, type Finding } from '../../core/validation/finding.ts';
import { problemOf } from '../../core/validation/validate-workflow.ts';
import type { TestCase, TestFile } from './schema.ts';

/** The definitions that the tests of a file run. */
export interface Tested {
  readonly definition: WorkflowDefinition;
  readonly definitions: readonly WorkflowDefinition[];
}

/**
 * What tests name that their definitions do not have: steps that are expected, and actions that must not be called, which would
 * otherwise never be noticed.
 */
export function checkTests(
  file: TestFile,
  tested: Tested,
  options: { readonly file: string; readonly locate: Locate },
): readonly Problem[] {
  const known = namesIn([tested.definition, ...tested.definitions]);
  const findings = file.tests.flatMap((test, index) =>
    testFindings(test, known).map((finding) => ({ ...finding, pointer: `${pointerTo('/tests', index)}${finding.pointer}` })),
  );
  return findings.map((finding) => problemOf(finding, options));
}

interface Names {
  readonly steps: ReadonlySet<string>;
  /** Undefined: steps are generated, or targets worked out, so that nobody can tell. */
  readonly actions: ReadonlySet<string> | undefined;
  readonly generates: boolean;
}

function namesIn(definitions: readonly WorkflowDefinition[]): Names {
  const nodes = definitions.flatMap((definition) => outlineOf(definition).steps);
  const actions = nodes.flatMap(({ step }) => [step, step['rollback']].flatMap(actionOf));
  // An inline child is part of its step, with ids of its own.
  const generates = nodes.some(({ kind, step }) => kind === 'generate' || (kind === 'workflow' && isObject(step['workflow'])));
  const open = generates || actions.some((action) => action.includes('$'));
  return { steps: new Set(nodes.flatMap(({ id }) => id ?? [])), actions: open ? undefined : new Set(actions), generates };
}

function actionOf(holder: unknown): readonly string[] {
  if (!isObject(holder) || typeof holder['target'] !== 'string') return [];
  return [`${holder['target']}.${String(holder['action'])}`];
}

function testFindings({ expect = {}, at = [] }: TestCase, known: Names): readonly Finding[] {
  const { steps = {}, notCalled = [] } = expect;
  return [
    ...at.flatMap(({ approve, reject }, index) => {
      const { step } = approve ?? reject ?? {};
      const kind = approve === undefined ? 'reject' : 'approve';
      return step === undefined ? [] : stepFindings(step, `${pointerTo('/at', index)}/${kind}/step`, known);
    }),
    ...Object.keys(steps).flatMap((name) =>
      stepFindings(name, pointerTo('/expect/steps', name), known).map((finding) => ({ ...finding, at: 'key' as const })),
    ),
    ...notCalled.flatMap((action, index) => actionFindings(action, pointerTo('/expect/notCalled', index), known)),
  ];
}

/** A step is named by its id, or by a path, which ends with it. */
function stepFindings(name: string, pointer: string, { steps, generates }: Names): readonly Finding[] {
  const id = /[\w-]*$/.exec(name)?.[0] ?? '';
  if (generates || steps.has(id)) return [];
  const hint = didYouMean(nearest(id, steps));
  return [{ code: 'InvalidValue', pointer, message: `there is no step "${id}"`, hint }];
}

function actionFindings(action: string, pointer: string, { actions }: Names): readonly Finding[] {
  if (actions === undefined || actions.has(action)) return [];
  const hint = didYouMean(nearest(action, actions));
  return [{ code: 'InvalidValue', pointer, message: `no step calls ${action}`, hint }];
}

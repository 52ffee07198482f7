import type { Locate } from '../definition/locate.ts';
import { knownNames } from '../definition/names.ts';
import { outlineOf, type Place, type StepNode } from '../definition/outline.ts';
import type { Problem } from '../definition/problem.ts';
import { workflowSchema } from '../definition/workflow-schema.ts';
import { referencesOfExpression, referencesOfText } from '../expression/static.ts';
import type { StaticReference } from '../expression/static-reference.ts';
import { builtinTargets } from '../target/builtin/index.ts';
import { STEP_TARGET } from '../target/define-step.ts';
import type { TargetSpec } from '../target/target.ts';
import { checkAlternatives } from './check-alternatives.ts';
import { checkChildren } from './check-children.ts';
import { checkDependencies } from './check-dependencies.ts';
import { checkExecution } from './check-execution.ts';
import { checkExpressions } from './check-expressions.ts';
import { checkFields } from './check-fields.ts';
import { checkLoops } from './check-loops.ts';
import { checkNames } from './check-names.ts';
import { checkParallel } from './check-parallel.ts';
import { checkReachable } from './check-reachable.ts';
import { checkRecursion } from './check-recursion.ts';
import { checkReferences } from './check-references.ts';
import { checkStates } from './check-states.ts';
import { checkTargets } from './check-targets.ts';
import { checkVariables } from './check-variables.ts';
import { checkWaiting } from './check-waiting.ts';
import type { Finding } from './finding.ts';
import { inOrder } from './order.ts';
import { checkTransforms } from './check-transforms.ts';
import { checkSupported } from './not-supported-yet.ts';
import { problemSentence } from './sentence.ts';
import { tooLarge, tooMany } from './size.ts';
import type { Check, Subject } from './subject.ts';
import { typesOf } from './types.ts';
import { schemaFindings } from './zod-issues.ts';

export interface ValidateOptions {
  /** Targets beside the built-in ones. Those named `step`, or as an open target, are one with it; else a name replaces the built-in. */
  readonly targets?: readonly TargetSpec[];
  /** Names that the input is known to have: a definition without an `input` schema does not say them itself. */
  readonly inputNames?: readonly string[];
  /** Gives problems their line and column; `parseDefinition` has it. */
  readonly locate?: Locate;
  /** Named in problems. */
  readonly file?: string;
}

export interface Validation {
  /** No problem is an error. */
  readonly valid: boolean;
  /** The errors as sentences; warnings are left out. */
  readonly errors: readonly string[];
  /** Everything found, errors and warnings, in order of the definition. */
  readonly problems: readonly Problem[];
}

const CHECKS: readonly Check[] = [
  checkFields,
  checkNames,
  checkTargets,
  checkDependencies,
  checkReferences,
  checkVariables,
  checkExpressions,
  checkParallel,
  checkLoops,
  checkWaiting,
  checkAlternatives,
  checkChildren,
  checkRecursion,
  checkStates,
  checkReachable,
  checkTransforms,
  checkExecution,
  checkSupported,
];

/** Finds every problem of a definition in one pass. Takes anything and never throws. */
export function validateWorkflow(definition: unknown, options: ValidateOptions = {}): Validation {
  const { targets = [], inputNames = [] } = options;
  return validation(definition, findingsOf(withInputNames(definition, inputNames), targets), options);
}

/** Finds only what is not shaped like a definition: fields missing, unknown or of the wrong type. */
export function validateShape(definition: unknown, options: Pick<ValidateOptions, 'locate' | 'file'> = {}): Validation {
  const found = notADefinition(definition) ?? schemaFindings(workflowSchema, definition);
  return validation(definition, found, options);
}

function validation(definition: unknown, found: readonly Finding[], options: ValidateOptions): Validation {
  const problems = firstOfEach(inOrder(found, definition)).map((finding) => problemOf(finding, options));
  const errors = problems.filter(({ severity }) => severity === 'error');
  return { valid: errors.length === 0, errors: errors.map(problemSentence), problems };
}

/** As many errors, and as many warnings, as anybody reads. */
const MOST_REPORTED = 1000;

function firstOfEach(found: readonly Finding[]): readonly Finding[] {
  if (found.length <= MOST_REPORTED) return found;
  const isWarning = ({ severity }: Finding): boolean => severity === 'warning';
  const shown = new Set([
    ...found.filter((each) => !isWarning(each)).slice(0, MOST_REPORTED),
    ...found.filter(isWarning).slice(0, MOST_REPORTED),
  ]);
  return found.filter((each) => shown.has(each));
}

function notADefinition(value: unknown): readonly Finding[] | undefined {
  const large = tooLarge(value);
  if (large !== undefined) return [large];
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return undefined;
  return [{ code: 'InvalidValue', pointer: '', message: 'a definition is a map with id, name and steps' }];
}

function findingsOf(definition: unknown, targets: readonly TargetSpec[]): readonly Finding[] {
  const refused = notADefinition(definition);
  if (refused !== undefined) return refused;
  return [...schemaFindings(workflowSchema, definition), ...checkFindings(definition as Subject['definition'], targets)];
}

function checkFindings(definition: Subject['definition'], targets: readonly TargetSpec[]): readonly Finding[] {
  const subject = subjectOf(definition, targets);
  const refused = tooMany(subject);
  return refused.length > 0 ? refused : [...CHECKS.flatMap((check) => check(subject)), ...childFindings(subject, targets)];
}

function subjectOf(definition: Subject['definition'], targets: readonly TargetSpec[]): Subject {
  const outline = outlineOf(definition);
  const names = knownNames(definition, {}, outline);
  const stepsById = new Map<string, StepNode>();
  for (const node of outline.steps) if (node.id !== undefined && !stepsById.has(node.id)) stepsById.set(node.id, node);
  const facts = {
    definition,
    outline,
    names,
    stepsById,
    targets: knownTargets(targets),
  };
  const references = outline.places.flatMap((place) => referencesOf(place, names).map((reference) => ({ place, reference })));
  return { ...facts, references, typeOf: typesOf(facts) };
}

function knownTargets(own: readonly TargetSpec[]): ReadonlyMap<string, TargetSpec> {
  const known = new Map<string, TargetSpec>(builtinTargets.map((target) => [target.name, target]));
  for (const target of own) {
    const before = known.get(target.name);
    const joins = before !== undefined && (before.open === true || target.name === STEP_TARGET);
    known.set(target.name, joins ? { ...before, actions: { ...before.actions, ...target.actions } } : target);
  }
  return known;
}

/** As if the definition had an `input` schema with these names, and open for others. */
function withInputNames(definition: unknown, names: readonly string[]): unknown {
  if (names.length === 0 || typeof definition !== 'object' || definition === null || Array.isArray(definition) || 'input' in definition)
    return definition;
  const properties = Object.fromEntries(names.map((name) => [name, true]));
  return { ...definition, input: { type: 'object', properties, additionalProperties: true } };
}

function referencesOf({ kind, text }: Place, names: ReadonlySet<string>): readonly StaticReference[] {
  return kind === 'text' ? referencesOfText(text, names) : referencesOfExpression(text, names);
}

/** An inline definition of a child run is a world of its own; its shape was checked with the whole. */
function childFindings({ outline }: Subject, targets: readonly TargetSpec[]): readonly Finding[] {
  return outline.steps.flatMap(({ kind, step, pointer }) => {
    const child = step['workflow'];
    if (kind !== 'workflow' || typeof child !== 'object' || child === null || Array.isArray(child)) return [];
    return checkFindings(child as Subject['definition'], targets).map((finding) => ({
      ...finding,
      pointer: `${pointer}/workflow${finding.pointer}`,
    }));
  });
}

export function problemOf(
  { severity = 'error', code, pointer, message, hint, at, part }: Finding,
  { locate, file }: ValidateOptions,
): Problem {
  const position = locate?.(pointer, at ?? 'value', part);
  return {
    severity,
    code,
    pointer,
    message,
    ...(file === undefined ? {} : { file }),
    ...(position === undefined ? {} : { line: position.line, column: position.column }),
    ...(hint === undefined ? {} : { hint }),
  };
}

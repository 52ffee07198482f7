import type { Mapping } from '../definition/json.ts';
import { freeName, nameFrom } from '../definition/name-from.ts';
import type { Step } from '../definition/step.ts';
import type { WorkflowDefinition } from '../definition/workflow-definition.ts';
import { nearest } from '../errors/nearest.ts';
import { StepwrightError } from '../errors/stepwright-error.ts';
import { errorsApartFromTargets } from '../validation/apart-from-targets.ts';
import { didYouMean, listed } from '../validation/finding.ts';
import { problemSentence } from '../validation/sentence.ts';

/** One after the other; side by side; the first whose condition holds. */
export type CompositionStrategy = 'SEQUENTIAL' | 'PARALLEL' | 'CONDITIONAL';

export interface ComposeOptions {
  /** @default the ids of the definitions, joined by hyphens */
  readonly id?: string;
  /** @default the names of the definitions, joined by commas */
  readonly name?: string;
  /** What a child is given, by its step's id: a map, or one reference. It sees `$input`, and in a sequence `$id` of those before. @default `$input` */
  readonly input?: Readonly<Record<string, Mapping | string>>;
  /** CONDITIONAL: when a child is chosen, by its step's id. One may have none: it is chosen when no other is. */
  readonly when?: Readonly<Record<string, string | boolean>>;
}

interface Child {
  readonly definition: WorkflowDefinition;
  /** Of the step that runs it: the definition's id, where that is a step's name and nobody has it yet. */
  readonly id: string;
}

/**
 * Makes one definition of several: each becomes a child run with a step of its own. Its output is `{ id: output }` of the children
 * by their steps' ids; of CONDITIONAL the output of the one that was chosen, null when none was.
 * @throws StepwrightError with the first problem's code when the options fit no child or a definition is not valid; what its actions
 * need of targets is checked when it is started
 */
export function compose(
  strategy: CompositionStrategy,
  definitions: readonly WorkflowDefinition[],
  options: ComposeOptions = {},
): WorkflowDefinition {
  if (definitions.length === 0) throw refusal('MissingField', 'there is nothing to compose', 'give at least one definition');
  const children = childrenOf(definitions);
  const { id = joinedId(definitions), name = definitions.map((each) => each.name).join(', ') } = options;
  for (const option of ['input', 'when'] as const) checkKeys(option, options[option], children);
  if (strategy !== 'CONDITIONAL' && options.when !== undefined)
    throw refusal('InvalidValue', `"when" is for CONDITIONAL, not for ${strategy}`, 'remove it');
  const composed = { id, name, ...LAYOUTS[strategy](children, options) };
  const [first] = errorsApartFromTargets(composed);
  if (first !== undefined) throw refusal(first.code, problemSentence(first), first.hint);
  return composed;
}

/** As long as the id of a definition may be. */
const LONGEST_ID = 255;

function joinedId(definitions: readonly WorkflowDefinition[]): string {
  return definitions
    .map(({ id }) => id)
    .join('-')
    .slice(0, LONGEST_ID);
}

type Layout = (children: readonly Child[], options: ComposeOptions) => Pick<WorkflowDefinition, 'steps' | 'output'>;

const LAYOUTS: Readonly<Record<CompositionStrategy, Layout>> = {
  SEQUENTIAL: (children, options) => ({ steps: children.map((child) => stepOf(child, options)) }),
  PARALLEL: (children, options) => {
    const id = blockId('all', children);
    const branches = Object.fromEntries(children.map((child) => [child.id, [stepOf(child, options)]]));
    return { output: `$${id}`, steps: [{ id, type: 'parallel', branches }] };
  },
  CONDITIONAL: (children, options) => {
    const id = blockId('choose', children);
    const { cases, otherwise } = casesOf(children, options);
    const rest = otherwise === undefined ? {} : { default: [stepOf(otherwise, options)] };
    return { output: `$${id}`, steps: [{ id, type: 'switch', cases, ...rest }] };
  },
};

function casesOf(children: readonly Child[], options: ComposeOptions) {
  const { when = {} } = options;
  const [otherwise, another] = children.filter(({ id }) => when[id] === undefined);
  if (otherwise !== undefined && another !== undefined) {
    throw refusal(
      'MissingField',
      `"${otherwise.id}" and "${another.id}" have no "when"`,
      `only one can be chosen when no other is: give options.when["${otherwise.id}"]`,
    );
  }
  const cases = children.flatMap((child) => {
    const condition = when[child.id];
    return condition === undefined ? [] : [{ when: condition, steps: [stepOf(child, options)] }];
  });
  return { cases, otherwise };
}

function stepOf({ id, definition }: Child, { input = {} }: ComposeOptions): Step {
  return { id, name: definition.name, type: 'workflow', workflow: definition, input: input[id] ?? '$input' };
}

function childrenOf(definitions: readonly WorkflowDefinition[]): readonly Child[] {
  const taken = new Set<string>();
  return definitions.map((definition) => {
    const id = freeName(nameFrom(definition.id, 'step'), taken);
    taken.add(id);
    return { id, definition };
  });
}

function blockId(wanted: string, children: readonly Child[]): string {
  return freeName(wanted, new Set(children.map(({ id }) => id)));
}

function checkKeys(option: string, given: Readonly<Record<string, unknown>> = {}, children: readonly Child[] = []): void {
  const ids = children.map(({ id }) => id);
  const wrong = Object.keys(given).find((key) => !ids.includes(key));
  if (wrong !== undefined)
    throw refusal(
      'UnknownField',
      `options.${option}: there is no child "${wrong}"`,
      didYouMean(nearest(wrong, ids)) ?? `there are: ${listed(ids)}`,
    );
}

function refusal(code: string, message: string, hint: string | undefined): StepwrightError {
  return new StepwrightError(code, message, { class: 'validation', ...(hint === undefined ? {} : { hint }) });
}

import { declaredNames, FIXED_NAMES, inputProperties, SECRET_NAME } from '../definition/names.ts';
import type { ListNode, StepNode } from '../definition/outline.ts';
import { pointerSegments } from '../definition/pointer.ts';
import type { ErrorCode } from '../errors/codes.ts';
import { nearest } from '../errors/nearest.ts';
import { didYouMean, listed, type Finding } from './finding.ts';
import { MOST_CANDIDATES, nearestOf } from './nearest-of.ts';
import { stepLabel, type Check, type PlacedReference, type Subject } from './subject.ts';
import { seesVariable, variablesOf, type Variables } from './check-variables.ts';
import { impossibleProperty } from './types.ts';
import { visibilityOf, type Visibility } from './visibility.ts';

const FIXED: ReadonlySet<string> = new Set(FIXED_NAMES);

/** Where the fixed names that are not known everywhere are known. */
const KNOWN_IN: Readonly<Record<string, string>> = {
  result: 'in "output", "rollback", "cache.when" and "aggregate"',
  event: 'in "match", triggers and transitions of "on"',
  error: 'in a catch, "onError" and "retry.when"',
  attempt: 'in "retry.when"',
  acc: 'in "fold"',
};

const RUN_FIELDS = ['id', 'key', 'url', 'definition', 'version', 'startedAt', 'startedBy', 'now'];
const ENDED_RUN_FIELDS = ['status', 'output', 'error'];

/** Every reference names something that exists and can be there by then. */
export const checkReferences: Check = (subject) => {
  const world = worldOf(subject);
  return subject.references.flatMap((placed) => {
    const found = rootFindings(placed, world);
    return [...(found.length > 0 ? found : propertyFindings(placed, subject)), ...hyphenFindings(placed)];
  });
};

interface World extends Subject {
  readonly variables: Variables;
  /** Loop and catch variables, wherever they are declared. */
  readonly locals: ReadonlySet<string>;
  readonly inputs: ReadonlySet<string>;
  /** The input's schema names its properties and allows no others by saying so. */
  readonly inputsDeclared: boolean;
  /** What a root can be, for the hint. */
  readonly candidates: readonly string[];
  /** What a mistyped root was surely meant to be. */
  meant(root: string): string | undefined;
  unordered(list: ListNode): boolean;
}

function worldOf(subject: Subject): World {
  const { definition, outline } = subject;
  const input = definition['input'];
  const inputs = inputProperties(definition);
  const candidates = [...new Set([...declaredNames(outline), ...inputs, 'input', 'secrets'])];
  return {
    ...subject,
    variables: variablesOf(outline.assignments),
    locals: new Set(outline.lists.flatMap(({ locals }) => locals)),
    inputs: new Set(inputs),
    inputsDeclared:
      inputs.length > 0 &&
      typeof input === 'object' &&
      input !== null &&
      !('additionalProperties' in input && input.additionalProperties !== false) &&
      !('patternProperties' in input),
    candidates,
    meant: nearestOf(candidates),
    unordered: (list) => definition['mode'] === 'graph' && list.pointer === '/steps',
  };
}

function rootFindings(placed: PlacedReference, world: World): readonly Finding[] {
  const { root } = placed.reference;
  const { place } = placed;
  if (place.locals.includes(root)) return [];
  if (root === 'secrets') return secretFindings(placed);
  if (root === 'run') return runFindings(placed);
  if (root === 'input') return [];
  const step = world.stepsById.get(root);
  if (step !== undefined) return stepFindings(placed, step, world);
  const homes = world.variables.get(root);
  if (world.inputs.has(root)) return [];
  if (homes !== undefined) return seesVariable(place, homes) ? [] : [hiddenVariable(placed)];
  const known = KNOWN_IN[root];
  if (FIXED.has(root) && known !== undefined) return [at(placed, `${whose(placed)} refers to $${root}, which is known only ${known}`)];
  if (world.locals.has(root))
    return [at(placed, `${whose(placed)} refers to $${root}, which is known only inside its loop or catch`, { code: 'HiddenReference' })];
  return unknown(placed, world);
}

const HIDDEN: Readonly<Record<Exclude<Visibility, 'visible'>, { readonly code: ErrorCode; readonly why: string; readonly hint: string }>> =
  {
    self: {
      code: 'ForwardReference',
      why: 'itself, before it has run',
      hint: 'a step sees its own value only in "output", "rollback" and "cache.when"',
    },
    around: {
      code: 'ForwardReference',
      why: 'the block it is in, which has no value until it ends',
      hint: 'refer to a step inside the block that comes before',
    },
    later: { code: 'ForwardReference', why: 'which has not run by then', hint: 'move it before this step' },
    branch: {
      code: 'HiddenReference',
      why: 'which is in another branch',
      hint: 'branches do not see each other; refer to it after the block',
    },
    body: {
      code: 'HiddenReference',
      why: 'which is inside a list that can run more than once',
      hint: 'carry the value out with "collect", "output" or "set"',
    },
  };

function stepFindings(placed: PlacedReference, step: StepNode, world: World): readonly Finding[] {
  const visibility = visibilityOf(placed.place, step, (list) => world.unordered(list));
  if (visibility === 'visible') return [];
  const { code, why, hint } = HIDDEN[visibility];
  return [at(placed, `${whose(placed)} refers to $${placed.reference.root}, ${why}`, { code, hint })];
}

function hiddenVariable(placed: PlacedReference): Finding {
  const message = `${whose(placed)} refers to $${placed.reference.root}, which is a variable of a parallel branch or iteration`;
  return at(placed, message, {
    code: 'HiddenReference',
    hint: 'carry the value out with "collect", "aggregate" or as the value of the branch',
  });
}

function secretFindings(placed: PlacedReference): readonly Finding[] {
  const { place, reference } = placed;
  const inExpression = place.kind === 'expression' || reference.inExpression === true;
  if (place.secrets && !inExpression) return secretNameFindings(placed);
  const hint = 'secrets stand only in params of actions and rollbacks, alone or in text, never in expressions';
  return [
    at(placed, `${whose(placed)} uses a secret ${place.secrets ? 'in an expression' : 'outside params'}`, { code: 'InvalidValue', hint }),
  ];
}

function secretNameFindings(placed: PlacedReference): readonly Finding[] {
  const [name] = placed.reference.segments;
  if (typeof name === 'string' && SECRET_NAME.test(name)) return [];
  const hint = 'write $secrets.NAME: a letter or "_", then letters, digits, "_" and "-"';
  return [at(placed, `${whose(placed)} does not name a secret`, { code: 'InvalidValue', hint })];
}

function runFindings(placed: PlacedReference): readonly Finding[] {
  const [field] = placed.reference.segments;
  if (typeof field !== 'string') return [];
  const { owner, pointer } = placed.place;
  let top = owner;
  while (top?.list.owner !== undefined) top = top.list.owner;
  const ended = top === undefined ? pointer.startsWith('/onComplete/') : top.list.pointer === '/finally';
  if (RUN_FIELDS.includes(field) || (ended && ENDED_RUN_FIELDS.includes(field))) return [];
  if (ENDED_RUN_FIELDS.includes(field)) return [at(placed, `$run.${field} is known only in "finally" and "onComplete"`)];
  const fields = ended ? [...RUN_FIELDS, ...ENDED_RUN_FIELDS] : RUN_FIELDS;
  return [at(placed, `$run has no ${field}`, { hint: didYouMean(nearest(field, fields)) ?? `it has: ${listed(fields, 20)}` })];
}

function unknown(placed: PlacedReference, world: World): readonly Finding[] {
  const { reference, place } = placed;
  // A hyphen may belong to the mistyped name.
  const meantBy = (name: string) => nearest(name, place.locals) ?? world.meant(name);
  const written = [reference.spelled ?? reference.root, reference.root].find((name) => meantBy(name) !== undefined) ?? reference.root;
  const meant = meantBy(written);
  // Any name may be input while no schema lists the input's properties.
  const surely = world.inputsDeclared || meant !== undefined;
  if (meant === undefined && reference.guarded) return [];
  return [
    at(placed, `${whose(placed)} refers to $${written}: no such step${world.inputsDeclared ? ', variable or input' : ' or variable'}`, {
      severity: surely ? 'error' : 'warning',
      hint: meant === undefined ? hintFor(world) : didYouMean(`$${meant}`),
      ...(meant === undefined ? {} : { length: Math.max(reference.length, written.length + 1) }),
    }),
  ];
}

/** Below a known root: properties that its schema rules out. */
function propertyFindings(placed: PlacedReference, { typeOf }: Subject): readonly Finding[] {
  const { root, segments, guarded } = placed.reference;
  const schema = guarded || segments.length === 0 ? undefined : typeOf(root, placed.place);
  const missing = schema === undefined ? undefined : impossibleProperty(schema, segments);
  if (missing === undefined) return [];
  const hint =
    didYouMean(nearest(missing.name, missing.known.slice(0, MOST_CANDIDATES))) ??
    (missing.known.length === 0 ? undefined : `it has: ${listed(missing.known, 20)}`);
  return [at(placed, `${whose(placed)} refers to .${missing.name} of $${root}, which has no such property`, { hint })];
}

function hintFor({ inputsDeclared, candidates }: World): string {
  return inputsDeclared ? `known: ${listed(candidates)}` : 'taken for a key of the input; declare it under "input" to have it checked';
}

function hyphenFindings(placed: PlacedReference): readonly Finding[] {
  const { reference } = placed;
  if (reference.ambiguousHyphen !== true) return [];
  return [
    at(placed, `$${reference.root} could also be read with a minus`, {
      code: 'InvalidValue',
      severity: 'warning',
      hint: 'put spaces round a minus',
    }),
  ];
}

interface Details {
  /** @default "UnknownReference" */
  readonly code?: ErrorCode;
  readonly hint?: string | undefined;
  readonly severity?: 'warning' | 'error';
  /** Characters at fault. @default the reference */
  readonly length?: number;
}

function at({ place, reference }: PlacedReference, message: string, details: Details = {}): Finding {
  const { length = reference.length, code = 'UnknownReference', ...rest } = details;
  return { code, pointer: place.pointer, message, part: { offset: reference.offset, length }, ...rest };
}

function whose({ place }: PlacedReference): string {
  if (place.owner !== undefined) return stepLabel(place.owner);
  const [field = '', state] = pointerSegments(place.pointer);
  return field === 'states' && state !== undefined ? `state "${state}"` : `"${field}"`;
}

import type { Step } from '../../../../src/core/definition/step.ts';
import type { Dice, Shape } from './shapes.ts';
import { condition, duration, expression, type Made, type Scope } from './vocabulary.ts';

export interface BlockFields {
  readonly fields: object;
  /** Ids of steps inside that what follows may refer to. */
  readonly inside: readonly string[];
  /** Ids of steps inside that the block's own `output` may refer to. */
  readonly named: readonly string[];
}

interface Drawn {
  readonly dice: Dice;
  readonly scope: Scope;
}

/** What a block has beside what every step may have. */
export function blockFields(shape: Shape, id: string, drawn: Drawn): BlockFields {
  const made = kindFields(shape, id, drawn);
  const { dice } = drawn;
  const more = {
    ...(dice.oneIn(3) ? { rollbackOnFailure: true } : {}),
    ...(dice.oneIn(6) ? { timeout: 20_000 + dice.below(200_000) } : {}),
  };
  return { ...made, fields: { ...made.fields, ...more } };
}

function kindFields(shape: Shape, id: string, { dice, scope }: Drawn): BlockFields {
  const [one = [], two = []] = shape.lists;
  switch (shape.kind) {
    case 'if': {
      const then = scope.make(one, scope);
      const otherwise = scope.make(two, scope);
      return open({ type: 'if', condition: condition(dice, scope), then: then.steps, else: otherwise.steps }, [then, otherwise]);
    }
    case 'switch': {
      const made = shape.lists.map((list) => scope.make(list, scope));
      const [first, ...cases] = made;
      const fields = { cases: cases.map(({ steps }) => ({ when: condition(dice, scope), steps })), default: first?.steps ?? [] };
      return open({ type: 'switch', ...fields }, made);
    }
    case 'parallel':
      return parallelFields(shape, id, { dice, scope });
    case 'try':
      return tryFields(shape, id, { dice, scope });
    case 'forEach':
      return forEachFields(one, id, { dice, scope });
    default:
      return repeatFields(shape.kind === 'until' ? 'until' : 'while', { one, id }, { dice, scope });
  }
}

/** A block whose steps are visible to what follows. */
function open(fields: object, lists: readonly Made[]): BlockFields {
  const inside = lists.flatMap(({ seen }) => seen);
  return { fields, inside, named: inside };
}

function parallelFields({ lists }: Shape, id: string, { dice, scope }: Drawn): BlockFields {
  const names = ['x', 'y', 'z'].slice(0, lists.length);
  // Variables that a branch sets are its own.
  const made = lists.map((list, i) => scope.make(list, { ...scope, owner: `${id}${names[i]}`, variables: [...scope.variables] }));
  const join = dice.pick(['all', 'all', 'any', 'race', { atLeast: Math.min(2, lists.length) }]);
  const aggregate = dice.pick(['', 'collect', 'first', '${ $result.x }', ...(join === 'all' ? ['merge'] : [])]);
  // What is merged must be objects.
  const object = (i: number): Step => ({
    id: `${id}o${i}`,
    target: 'probe',
    action: 'call',
    params: { sleep: 1000 + i, result: { [`of${i % 2}`]: i } },
  });
  return open(
    {
      type: 'parallel',
      branches: Object.fromEntries(
        names.map((name, i) => [name, [...(made[i]?.steps ?? []), ...(aggregate === 'merge' ? [object(i)] : [])]]),
      ),
      ...(join === 'all' ? {} : { join }),
      ...(aggregate === '' ? {} : { aggregate }),
    },
    made,
  );
}

const ERRORS = [['*'], ['Probe*', 'Stop'], ['transient', 'timeout'], ['permanent'], ['Gone']] as const;

function tryFields({ lists }: Shape, id: string, { dice, scope }: Drawn): BlockFields {
  const [one = [], two = [], three] = lists;
  const catches = !dice.oneIn(4);
  const body = scope.make(one, scope);
  const after = { ...scope, steps: [...scope.steps, ...body.seen] };
  const named = dice.oneIn(2) ? { as: `err_${id}` } : {};
  const error = [...(named.as === undefined ? [] : [`${named.as}.code`, `${named.as}.path`]), 'error.code', 'error.class', 'error.step'];
  const caught = scope.make(catches ? two : [], {
    ...after,
    locals: [...scope.locals.filter((name) => !name.startsWith('error.')), ...error],
  });
  const fits: { readonly errors?: readonly string[] } = dice.oneIn(2) ? { errors: dice.pick(ERRORS) } : {};
  const when = dice.oneIn(5) ? { when: '$error.code != "Gone"' } : {};
  const otherwise: Step = {
    id: `${id}_else`,
    target: 'probe',
    action: 'call',
    params: { sleep: duration(dice, scope), result: '$error.path' },
  };
  // The first catch must leave something to the second.
  const picky = 'when' in when || (fits.errors !== undefined && fits.errors[0] !== '*');
  const others = picky && dice.oneIn(2) ? [{ steps: [otherwise] }] : [];
  const last = three === undefined ? undefined : scope.make(three, { ...after, steps: [...after.steps, ...caught.seen], last: true });
  const retry = { strategy: 'fixed', baseDelay: 1000 + dice.below(60_000), maxAttempts: 2 + dice.below(2) };
  return open(
    {
      type: 'try',
      steps: body.steps,
      ...(dice.oneIn(2) ? { retry } : {}),
      ...(catches ? { catch: [{ ...fits, ...when, ...named, steps: caught.steps }, ...others] } : {}),
      ...(last === undefined ? {} : { finally: last.steps }),
    },
    [body, caught, ...(last === undefined ? [] : [last])],
  );
}

function forEachFields(list: Shape['lists'][number], id: string, { dice, scope }: Drawn): BlockFields {
  const parallel = dice.oneIn(2);
  const batch = dice.oneIn(5) ? { batchSize: 2 } : {};
  const as = `one_${id}`;
  const indexAs = `n_${id}`;
  const inner: Scope = {
    ...scope,
    locals: [...scope.locals, as, indexAs],
    loop: true,
    ...(parallel
      ? { owner: `${id}_`, variables: [...scope.variables], spread: [`$${indexAs} * ${3001 + dice.below(7000)}`, ...scope.spread] }
      : {}),
  };
  const body = scope.make(list, inner);
  const seeing = { ...inner, steps: [...scope.steps, ...body.seen] };
  const carryOn = dice.oneIn(3);
  const fold = { fold: `\${ $acc + $${indexAs} }`, from: 10 };
  const ways = [{}, { collect: expression(dice, seeing) }, { collect: 'none' }, { collect: carryOn ? 'errors' : fold }] as const;
  const fields = {
    type: 'forEach',
    items: ['i', 'j', 'k', 'l'].slice(0, dice.oneIn(9) ? 0 : 1 + dice.below(4)),
    as,
    indexAs,
    steps: body.steps,
    ...(parallel ? { parallel } : {}),
    ...batch,
    ...dice.pick(ways),
    ...(carryOn ? { onError: 'continue' } : {}),
    ...(dice.oneIn(5) ? { breakWhen: condition(dice, seeing) } : {}),
  };
  return { fields, inside: [], named: parallel ? [] : body.seen };
}

function repeatFields(
  kind: 'while' | 'until',
  { one, id }: { readonly one: Shape['lists'][number]; readonly id: string },
  { dice, scope }: Drawn,
): BlockFields {
  const counter = `count_${id}`;
  const most = 1 + dice.below(3);
  const counted = dice.oneIn(2);
  const indexAs = dice.oneIn(3) ? { indexAs: `n_${id}` } : {};
  const inner: Scope = { ...scope, loop: true, locals: [...scope.locals, 'index', ...Object.values(indexAs)] };
  const body = scope.make(one, inner);
  const count = { id: `k_${id}`, type: 'set', values: { [counter]: `\${ default($${counter}, 0) + 1 }` } };
  const so = counted ? `default($${counter}, 0)` : '$index';
  const limit = kind === 'while' ? `${so} < ${most}` : `${so} >= ${most}`;
  const fields = {
    type: kind,
    condition: limit,
    steps: [...(counted ? [count] : []), ...body.steps],
    ...indexAs,
    ...(dice.oneIn(3) ? { delay: duration(dice, { ...scope, spread: [] }) } : {}),
    ...(dice.oneIn(5) ? { breakWhen: condition(dice, { ...inner, steps: [...scope.steps, ...body.seen] }) } : {}),
    ...(dice.oneIn(6) ? { maxIterations: 1 + dice.below(2) } : {}),
  };
  return { fields, inside: [], named: body.seen };
}

import { compileDefault, compileHas } from './compile-guard.ts';
import type { Activation, Evaluation, PathEvaluation } from './evaluation.ts';
import { applyFunction } from './functions/function-spec.ts';
import { compileMacro } from './macros.ts';
import { applyBinary, operandError, type Site } from './operators.ts';
import { compilePath, type PathSegment } from './path-walk.ts';
import { valueError } from './problems.ts';
import type { Expression, Path } from './tree.ts';
import { describe, Duration, put } from './values.ts';

type Of<Kind extends Expression['kind']> = Extract<Expression, { readonly kind: Kind }>;

/** Turns an expression into a function that keeps nothing between evaluations. */
export function compile(expression: Expression): Evaluation {
  switch (expression.kind) {
    case 'literal': {
      const { value } = expression;
      return () => value;
    }
    case 'path':
      return pathOf(expression).evaluate;
    case 'list':
      return compileList(expression);
    case 'map':
      return compileMap(expression);
    case 'binary':
      return compileBinary(expression);
    case 'logical':
      return compileLogical(expression);
    case 'not':
      return compileNot(expression);
    case 'negate':
      return compileNegate(expression);
    case 'choice':
      return compileChoice(expression);
    case 'has':
      return compileHas(pathOf(expression.path));
    case 'default':
      return compileDefault(peekable(expression.value), compile(expression.fallback));
    case 'call':
      return compileCall(expression);
    case 'macro': {
      const { name, range, bodies, slot } = expression;
      return compileMacro({
        site: { name, operands: [range.text, ...bodies.map(({ text }) => text)] },
        range: compile(range),
        slot,
        bodies: bodies.map(compile),
      });
    }
  }
}

function pathOf({ start, segments }: Path): PathEvaluation {
  const compiled = segments.map<PathSegment>((segment) =>
    typeof segment === 'object' ? { index: compile(segment), label: segment.text } : segment,
  );
  if (start.kind === 'reference') return compilePath(start, compiled);
  if (start.kind === 'value') return compilePath({ kind: 'value', value: compile(start.of), label: start.of.text }, compiled);
  const { slot, name } = start;
  return compilePath({ kind: 'value', value: (at) => at.variables[slot], label: name }, compiled);
}

/** Only a path can lead to nothing; what else goes wrong is an error. */
function peekable(expression: Expression): PathEvaluation {
  if (expression.kind === 'path') return pathOf(expression);
  const evaluate = compile(expression);
  return { evaluate, peek: evaluate };
}

function compileCall({ name, spec, args }: Of<'call'>): Evaluation {
  const site: Site = { name, operands: args.map(({ text }) => text) };
  const compiled = args.map(compile);
  return (at) => {
    const values = compiled.map((arg) => arg(at));
    return applyFunction(spec, values, { site, gas: at.gas, patterns: at.patterns });
  };
}

function compileList({ elements }: Of<'list'>): Evaluation {
  const compiled = elements.map(compile);
  return (at) => {
    at.gas.spend(1 + compiled.length);
    return compiled.map((element) => element(at));
  };
}

function compileMap({ entries }: Of<'map'>): Evaluation {
  const compiled = entries.map(([key, value]) => ({ key: compile(key), value: compile(value), label: key.text }));
  return (at) => {
    at.gas.spend(1 + compiled.length * 2);
    const map: Record<string, unknown> = {};
    for (const { key, value, label } of compiled) {
      const name = key(at);
      if (typeof name !== 'string') throw valueError(`a key is text: ${label} is ${describe(name)}`);
      put(map, name, value(at));
    }
    return map;
  };
}

function compileBinary({ operator, operands: [left, right] }: Of<'binary'>): Evaluation {
  const site: Site = { name: operator, operands: [left.text, right.text] };
  const [first, second] = [compile(left), compile(right)];
  return (at) => {
    at.gas.spend(1);
    return applyBinary(site, [first(at), second(at)], at.gas);
  };
}

/** From left to right; the right side only when it decides. */
function compileLogical({ operator, operands: [left, right] }: Of<'logical'>): Evaluation {
  const [first, second] = [truth(operator, left), truth(operator, right)];
  return operator === '&&' ? (at) => first(at) && second(at) : (at) => first(at) || second(at);
}

function compileNot({ operand }: Of<'not'>): Evaluation {
  const value = truth('!', operand);
  return (at) => !value(at);
}

function truth(operator: string, operand: Expression): (at: Activation) => boolean {
  const evaluate = compile(operand);
  return (at) => {
    at.gas.spend(1);
    const value = evaluate(at);
    if (typeof value === 'boolean') return value;
    if (value === null || value === undefined) throw operandError({ name: operator, operands: [operand.text] }, [value]);
    throw valueError(`"${operator}" needs true or false: ${operand.text} is ${describe(value)}`);
  };
}

function compileNegate({ operand }: Of<'negate'>): Evaluation {
  const evaluate = compile(operand);
  return (at) => {
    at.gas.spend(1);
    const value = evaluate(at);
    if (typeof value === 'number') return value === 0 ? 0 : -value;
    if (value instanceof Duration) return new Duration(-value.ms);
    throw operandError({ name: '-', operands: [operand.text] }, [value]);
  };
}

function compileChoice({ condition, then, otherwise }: Of<'choice'>): Evaluation {
  const decide = truth('?', condition);
  const [first, second] = [compile(then), compile(otherwise)];
  return (at) => (decide(at) ? first(at) : second(at));
}

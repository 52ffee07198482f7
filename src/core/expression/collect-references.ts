import type { StaticReference } from './static-reference.ts';
import type { Expression, Path } from './tree.ts';

/** The references of an expression, in the order they stand. */
export function collectReferences(expression: Expression): readonly StaticReference[] {
  const found: StaticReference[] = [];
  collect(expression, false, found);
  return found.sort((a, b) => a.offset - b.offset);
}

function collect(expression: Expression, guarded: boolean, found: StaticReference[]): void {
  if (expression.kind === 'path') collectPath(expression, guarded, found);
  else if (expression.kind === 'has') collectPath(expression.path, true, found);
  else if (expression.kind === 'default') {
    collect(expression.value, guarded || expression.value.kind === 'path', found);
    collect(expression.fallback, guarded, found);
  } else for (const part of partsOf(expression)) collect(part, guarded, found);
}

function collectPath(path: Path, guarded: boolean, found: StaticReference[]): void {
  const { start, segments, span } = path;
  if (start.kind === 'reference') {
    const { root, spelled, ambiguousHyphen } = start.name;
    found.push({
      root,
      segments: segments.map((segment) => (typeof segment === 'object' ? null : segment)),
      offset: span.offset,
      length: span.length,
      guarded,
      ...(spelled === root ? {} : { spelled }),
      ...(ambiguousHyphen ? { ambiguousHyphen } : {}),
      ...(root === 'secrets' ? { secret: true } : {}),
    });
  }
  if (start.kind === 'value') collect(start.of, guarded, found);
  for (const segment of segments) if (typeof segment === 'object') collect(segment, guarded, found);
}

/** Everything directly inside an expression that is not a path. */
function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'literal':
    case 'path':
      return [];
    case 'list':
      return expression.elements;
    case 'map':
      return expression.entries.flat();
    case 'binary':
    case 'logical':
      return expression.operands;
    case 'not':
    case 'negate':
      return [expression.operand];
    case 'choice':
      return [expression.condition, expression.then, expression.otherwise];
    case 'has':
      return [expression.path];
    case 'default':
      return [expression.value, expression.fallback];
    case 'call':
      return expression.args;
    case 'macro':
      return [expression.range, ...expression.bodies];
  }
}

import ts from 'typescript';

export interface Impurity {
  readonly file: string;
  readonly line: number;
  readonly problem: string;
}

const WRITERS = new Set([
  'set',
  'add',
  'delete',
  'clear',
  'push',
  'pop',
  'shift',
  'unshift',
  'splice',
  'sort',
  'reverse',
  'fill',
  'copyWithin',
]);
const REGEX_READERS = new Set(['exec', 'test']);

/**
 * What sandbox code must not do, and neither the linter nor the type checker sees: module state (preloaded modules are frozen, so a write wedges the
 * run; and a replay starts from other state than the run did), and `new Date()`.
 */
export function impurities(file: string, code: string): readonly Impurity[] {
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.ES2023, true);
  const constants = moduleConstants(source);
  const found: Impurity[] = [];
  const report = (node: ts.Node, problem: string): void => {
    found.push({ file, line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1, problem });
  };
  const visit = (node: ts.Node): void => {
    const problem =
      moduleLet(node, source) ?? staticField(node) ?? currentDate(node) ?? write(node, constants) ?? statefulRegex(node, constants);
    if (problem !== undefined) report(node, problem);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

type Constants = ReadonlyMap<string, ts.VariableDeclaration>;

function moduleConstants(source: ts.SourceFile): Constants {
  const statements = source.statements.filter(ts.isVariableStatement);
  const declarations = statements.flatMap((statement) => [...statement.declarationList.declarations]);
  return new Map(declarations.flatMap((declaration) => (ts.isIdentifier(declaration.name) ? [[declaration.name.text, declaration]] : [])));
}

function moduleLet(node: ts.Node, source: ts.SourceFile): string | undefined {
  if (!ts.isVariableStatement(node) || node.parent !== source) return undefined;
  if ((node.declarationList.flags & ts.NodeFlags.Const) !== 0) return undefined;
  return `module-level let ${node.declarationList.declarations.map((declaration) => declaration.name.getText()).join(', ')}`;
}

function staticField(node: ts.Node): string | undefined {
  if (!ts.isPropertyDeclaration(node)) return undefined;
  const kinds = new Set(node.modifiers?.map((modifier) => modifier.kind));
  const writable = kinds.has(ts.SyntaxKind.StaticKeyword) && !kinds.has(ts.SyntaxKind.ReadonlyKeyword);
  return writable ? `static field ${node.name.getText()}` : undefined;
}

function currentDate(node: ts.Node): string | undefined {
  if (!ts.isNewExpression(node) || node.expression.getText() !== 'Date') return undefined;
  return (node.arguments ?? []).length === 0 ? 'new Date() without an argument' : undefined;
}

function write(node: ts.Node, constants: Constants): string | undefined {
  const target = writtenObject(node);
  if (target === undefined) return undefined;
  const owner = ownerOf(target);
  return owner !== undefined && refersTo(owner, constants) ? `writes to module-level ${owner.text}` : undefined;
}

/** The `x.y` or `x[y]` that is assigned, deleted, counted up or changed by a method. */
function writtenObject(node: ts.Node): ts.Expression | undefined {
  if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) return member(node.left);
  if (ts.isDeleteExpression(node)) return member(node.expression);
  if ((ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) && isCount(node.operator)) return member(node.operand);
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
  return WRITERS.has(node.expression.name.text) ? node.expression.expression : undefined;
}

function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

function isCount(operator: ts.SyntaxKind): boolean {
  return operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken;
}

function member(node: ts.Expression): ts.Expression | undefined {
  return ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node) ? node.expression : undefined;
}

function ownerOf(node: ts.Expression): ts.Identifier | undefined {
  if (ts.isIdentifier(node)) return node;
  const inner = member(node);
  return inner === undefined ? undefined : ownerOf(inner);
}

function statefulRegex(node: ts.Node, constants: Constants): string | undefined {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
  const { expression: owner, name } = node.expression;
  if (!REGEX_READERS.has(name.text) || !ts.isIdentifier(owner) || !refersTo(owner, constants)) return undefined;
  const initial = constants.get(owner.text)?.initializer;
  const flags = initial !== undefined && ts.isRegularExpressionLiteral(initial) ? initial.text.slice(initial.text.lastIndexOf('/')) : '';
  return /[gy]/.test(flags) ? `stateful regular expression ${owner.text}` : undefined;
}

/** True when the name means the module's constant, not a parameter or variable that hides it. */
function refersTo(name: ts.Identifier, constants: Constants): boolean {
  if (!constants.has(name.text)) return false;
  for (let node: ts.Node = name; !ts.isSourceFile(node); node = node.parent) {
    if (declares(node, name.text)) return false;
  }
  return true;
}

function declares(node: ts.Node, name: string): boolean {
  if (ts.isFunctionLike(node)) return node.parameters.some((parameter) => mentions(parameter.name, name));
  if (ts.isBlock(node) && !ts.isSourceFile(node.parent)) {
    const statements = node.statements.filter(ts.isVariableStatement);
    return statements.some((statement) => statement.declarationList.declarations.some((declaration) => mentions(declaration.name, name)));
  }
  if (ts.isForOfStatement(node) || ts.isForStatement(node)) {
    const { initializer } = node;
    return (
      initializer !== undefined &&
      ts.isVariableDeclarationList(initializer) &&
      initializer.declarations.some((one) => mentions(one.name, name))
    );
  }
  return false;
}

function mentions(binding: ts.BindingName, name: string): boolean {
  if (ts.isIdentifier(binding)) return binding.text === name;
  return binding.elements.some((element) => !ts.isOmittedExpression(element) && mentions(element.name, name));
}

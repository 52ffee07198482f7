import { docsPath } from '../errors/docs-url.ts';
import type { Problem } from '../definition/problem.ts';

/** Lines shown before the one at fault. */
const BEFORE = 1;
/** Longer lines are cut around the fault. */
const WIDEST = 120;

/** A problem with the piece of its file: title, line, caret, hint and where it is explained. No colours; no line break at the end. */
export function renderProblem(problem: Problem, source: string): string {
  const { severity, code, message, hint } = problem;
  const title = `${severity}[${code}] ${message}`;
  const frame = frameOf(problem, source) ?? (hint === undefined ? [] : [`  ${hint}`]);
  return [title, ...frame, `  ${docsPath(code)}`].join('\n');
}

function frameOf({ line, column, hint }: Problem, source: string): readonly string[] | undefined {
  if (line === undefined || column === undefined) return undefined;
  const lines = source.split('\n').map((each) => each.replace(/\r$/, ''));
  const text = lines[line - 1];
  if (text === undefined) return undefined;
  const width = String(line).length + 1;
  const numbered = (number: number) => `${String(number).padStart(width)} │ ${(lines[number - 1] ?? '').slice(...windowOf(column))}`;
  const first = Math.max(1, line - BEFORE);
  const shown = Array.from({ length: line - first + 1 }, (_, i) => numbered(first + i));
  const caretAt = column - 1 - windowOf(column)[0];
  const carets = '^'.repeat(Math.min(wordAt(text.slice(column - 1)).length, WIDEST));
  return [...shown, `${' '.repeat(width)} │ ${' '.repeat(caretAt)}${carets}${hint === undefined ? '' : ` ${hint}`}`];
}

/** What the carets stand under: a reference's name, a quoted text, or what is there up to a space. */
function wordAt(text: string): string {
  return /^(?:\$?[A-Za-z_][\w-]*|"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s,\]}][^,\]}]*)/.exec(text)?.[0].trimEnd() ?? ' ';
}

function windowOf(column: number): readonly [number, number] {
  const start = Math.max(0, column - WIDEST + 20);
  return [start, start + WIDEST];
}

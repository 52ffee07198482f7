export interface JsonError {
  readonly message: string;
  readonly offset: number;
  readonly hint?: string;
}

const TOKEN =
  /\s*(?:([{}[\],:])|("[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-]))/;

interface Token {
  readonly kind: 'punctuation' | 'text' | 'literal';
  readonly text: string;
  readonly offset: number;
}

/** What the grammar allows next. */
type State = 'value' | 'firstValue' | 'key' | 'firstKey' | 'colon' | 'next' | 'end';

const EXPECTED: Readonly<Record<State, string>> = {
  value: 'a value',
  firstValue: 'a value or "]"',
  key: 'a key in double quotes',
  firstKey: 'a key in double quotes or "}"',
  colon: '":"',
  next: '"," or the closing bracket',
  end: 'nothing more',
};

/** The first mistake in JSON text, with its place, which `JSON.parse` tells in each engine differently or not at all. */
export function findJsonError(text: string): JsonError | undefined {
  const open: ('{' | '[')[] = [];
  let state: State = 'value';
  let at = 0;
  for (;;) {
    const token = nextToken(text, at);
    if (token === undefined) {
      const offset = at + (/^\s*/.exec(text.slice(at))?.[0].length ?? 0);
      if (offset >= text.length)
        return state === 'end'
          ? undefined
          : { message: `the text ends where ${EXPECTED[state]} is expected`, offset: Math.max(0, text.length - 1) };
      return mistake(text, offset, state);
    }
    const next = step(state, token, open);
    if (next === undefined) return mistake(text, token.offset, state);
    state = next;
    at = token.offset + token.text.length;
  }
}

function nextToken(text: string, at: number): Token | undefined {
  // A regular expression with a place in the text is state: one of its own for each look.
  const token = new RegExp(TOKEN, 'y');
  token.lastIndex = at;
  const match = token.exec(text);
  if (match === null) return undefined;
  const [whole, punctuation, string, literal] = match;
  const found = punctuation ?? string ?? literal ?? '';
  return {
    kind: punctuation === undefined ? (string === undefined ? 'literal' : 'text') : 'punctuation',
    text: found,
    offset: at + whole.length - found.length,
  };
}

function step(state: State, token: Token, open: ('{' | '[')[]): State | undefined {
  const after = (): State => (open.length === 0 ? 'end' : 'next');
  const { kind, text } = token;
  if (state === 'colon') return text === ':' ? 'value' : undefined;
  if (state === 'key' || state === 'firstKey') {
    if (kind === 'text') return 'colon';
    if (text !== '}' || state === 'key') return undefined;
    open.pop();
    return after();
  }
  if (state === 'value' || state === 'firstValue') {
    if (kind !== 'punctuation') return after();
    if (text === '{' || text === '[') {
      open.push(text);
      return text === '{' ? 'firstKey' : 'firstValue';
    }
    if (text !== ']' || state === 'value') return undefined;
    open.pop();
    return after();
  }
  const innermost = open.at(-1);
  if (state === 'end' || innermost === undefined) return undefined;
  if (text === ',') return innermost === '{' ? 'key' : 'value';
  if (text !== (innermost === '{' ? '}' : ']')) return undefined;
  open.pop();
  return after();
}

function mistake(text: string, offset: number, state: State): JsonError {
  const found = /^(?:[\w.$-]+|.)/su.exec(text.slice(offset, offset + 40))?.[0] ?? '';
  const hint = hintFor(text, offset, state);
  return {
    message: `${JSON.stringify(found)} stands where ${EXPECTED[state]} is expected`,
    offset,
    ...(hint === undefined ? {} : { hint }),
  };
}

function hintFor(text: string, offset: number, state: State): string | undefined {
  const character = text[offset];
  if (character === '/' || character === '#') return 'JSON has no comments: remove them, or use YAML';
  if (character === "'") return 'use double quotes';
  if ((state === 'key' && character === '}') || (state === 'value' && character === ']')) return 'remove the comma before it';
  if (character === '"') return state === 'next' ? 'a comma is missing before it' : 'close the quotes, and write line breaks as \\n';
  return undefined;
}

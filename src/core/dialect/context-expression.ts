import { endOfLiteral } from '../expression/scan.ts';

/** What the parameter of a function in the source stands for. */
export interface Parameter {
  /** How it is called where the text does not say so itself. */
  readonly name: string;
  /** The reference for what is read from it, from its keys; undefined where there is none. */
  reference(keys: readonly string[]): { readonly text: string; readonly used: number } | undefined;
}

const ARROW = /^\s*(?:async\s+)?\(?\s*([A-Za-z_$][\w$]*)\s*(?::\s*[\w.<>]+\s*)?\)?\s*=>\s*/;
const KEY = /^(?:\.([A-Za-z_]\w*)|\[\s*(?:"([^"\\]*)"|'([^'\\]*)')\s*\])/;

/**
 * An expression of ours from the body of a function: `(context) => context.stepResults.check.score === 1` gives
 * `$check.score == 1`. What is no function and has references is one of ours already, and stays as it is.
 */
export function contextExpression(source: string, parameter: Parameter): string {
  const arrow = ARROW.exec(source);
  if (arrow === null && source.includes('$')) return source;
  const name = arrow?.[1] ?? parameter.name;
  const body = source.slice(arrow?.[0].length ?? 0);
  let out = '';
  let at = 0;
  while (at < body.length) {
    const { text, length } = tokenAt(body, at, { ...parameter, name });
    out += text;
    at += length;
  }
  return out;
}

function tokenAt(body: string, at: number, parameter: Parameter): { readonly text: string; readonly length: number } {
  const char = body.charAt(at);
  if (char === '"' || char === "'") return kept(body.slice(at, endOfLiteral(body, at)));
  if (body.startsWith('===', at)) return { text: '==', length: 3 };
  if (body.startsWith('!==', at)) return { text: '!=', length: 3 };
  const word = /^[\w$.]+/.exec(body.slice(at))?.[0];
  if (word === undefined) return kept(char);
  if (word !== parameter.name && !word.startsWith(`${parameter.name}.`)) return kept(word);
  const { keys, ends } = keysAfter(body, at + parameter.name.length);
  const found = parameter.reference(keys);
  const end = found === undefined ? undefined : ends[found.used - 1];
  return found === undefined || end === undefined ? kept(word) : { text: found.text, length: end - at };
}

function kept(text: string): { readonly text: string; readonly length: number } {
  return { text, length: text.length };
}

/** The keys that follow one another from a place on, each with where it ends. */
function keysAfter(body: string, from: number): { readonly keys: readonly string[]; readonly ends: readonly number[] } {
  const keys: string[] = [];
  const ends: number[] = [];
  let at = from;
  for (let match = KEY.exec(body.slice(at)); match !== null; match = KEY.exec(body.slice(at))) {
    keys.push(match[1] ?? match[2] ?? match[3] ?? '');
    at += match[0].length;
    ends.push(at);
  }
  return { keys, ends };
}

/** The context of a step: results of other steps by their ids, and what the run was started with. */
export function contextParameter(idOf: (called: string) => string | undefined): Parameter {
  return {
    name: 'context',
    reference: ([first, second]) => {
      if (first === undefined) return undefined;
      if (first === 'stepResults') {
        const id = second === undefined ? undefined : (idOf(second) ?? second);
        return id === undefined ? undefined : { text: `$${id}`, used: 2 };
      }
      return first === 'initialContext' && second !== undefined ? { text: inputKey(second), used: 2 } : { text: inputKey(first), used: 1 };
    },
  };
}

/** The error that a retry is decided on; its subtype is our code. */
export const errorParameter: Parameter = {
  name: 'error',
  reference: ([first]) => (first === undefined ? undefined : { text: `$error.${first === 'subtype' ? 'code' : first}`, used: 1 }),
};

function inputKey(key: string): string {
  return /^[A-Za-z_]\w*$/.test(key) ? `$input.${key}` : `$input[${JSON.stringify(key)}]`;
}

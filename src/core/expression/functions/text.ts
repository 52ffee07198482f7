import { insertedText } from '../json-value.ts';
import { limitedText, limitError, MAX_TEXT } from '../limits.ts';
import { equal } from '../operators.ts';
import { valueError } from '../problems.ts';
import { ANY, BOOLEAN, LIST, NULL, NUMBER, TEXT, WORDS } from '../values.ts';
import { define, limitedLength, type Call, type FunctionSpec } from './function-spec.ts';

const CHANGED = { params: [WORDS], returns: TEXT };
const TESTED = { params: [WORDS, WORDS], returns: BOOLEAN };

export const TEXT_FUNCTIONS: Readonly<Record<string, FunctionSpec>> = {
  lower: define<[string]>(CHANGED, ([text], call) => limitedText(over(text, call).toLowerCase())),
  upper: define<[string]>(CHANGED, ([text], call) => limitedText(over(text, call).toUpperCase())),
  trim: define<[string]>(CHANGED, ([text], call) => over(text, call).trim()),
  startsWith: define<[string, string]>(TESTED, ([text, part], call) => text.startsWith(over(part, call))),
  endsWith: define<[string, string]>(TESTED, ([text, part], call) => text.endsWith(over(part, call))),
  contains: define<[string | readonly unknown[], unknown]>({ params: [WORDS | LIST, ANY], returns: BOOLEAN }, contains),
  regex: define<[string, string]>(TESTED, ([text, pattern], { gas, patterns }) => patterns.matches(text, pattern, gas)),
  matches: define<[string, string]>(TESTED, ([text, pattern], { gas, patterns }) => patterns.matches(text, pattern, gas)),
  replace: define<[string, string, string]>({ params: [WORDS, WORDS, WORDS], returns: TEXT }, replace),
  split: define<[string, string]>({ params: [WORDS, WORDS], returns: LIST }, split),
  join: define<[readonly unknown[], string?]>({ params: [LIST, WORDS], optional: 1, returns: TEXT }, join),
  substring: define<[string, number, number?]>({ params: [WORDS, NUMBER, NUMBER], optional: 1, returns: TEXT }, substring),
  indexOf: define<[string, string]>({ params: [WORDS, WORDS], returns: NUMBER }, ([text, part], call) =>
    place(text, search(text, part, call)),
  ),
  encodeUri: define<[string]>(CHANGED, encodeUri),
  string: define<[unknown]>({ params: [ANY & ~NULL], returns: TEXT }, ([value], { gas }) => insertedText(value, gas)),
};

/** The text, its length paid for. */
function over(text: string, { gas }: Call): string {
  gas.spendText(text.length);
  return text;
}

function search(text: string, part: string, call: Call): number {
  // The engine's search takes the product of the lengths at worst.
  call.gas.spendText(text.length * (1 + Math.min(part.length, 1024) / 16));
  return text.indexOf(part);
}

function contains([whole, part]: readonly [string | readonly unknown[], unknown], call: Call): boolean {
  if (typeof whole !== 'string') return whole.some((element) => equal(element, part, call.gas));
  if (typeof part !== 'string') throw valueError(`contains() on text looks for text: ${call.site.operands[1]} is none`);
  return search(whole, part, call) !== -1;
}

function replace([text, from, to]: readonly [string, string, string], call: Call): string {
  if (from === '') throw valueError(`replace() needs something to look for: ${call.site.operands[1]} is empty`);
  const parts = pieces(text, from, call);
  const length = text.length + (parts.length - 1) * (to.length - from.length);
  if (length > MAX_TEXT) throw limitError(`replace() makes a text of more than ${MAX_TEXT} characters`, 'replace less');
  call.gas.spendText(length);
  return parts.join(to);
}

function split([text, separator]: readonly [string, string], call: Call): string[] {
  if (separator !== '') return pieces(text, separator, call);
  call.gas.spend(limitedLength(text.length) / 2);
  return Array.from(text);
}

/** What stands between the separators; stops when it is too much. */
function pieces(text: string, separator: string, call: Call): string[] {
  const found: string[] = [];
  let from = 0;
  for (let at = search(text, separator, call); at !== -1; at = text.indexOf(separator, from)) {
    found.push(text.slice(from, at));
    from = at + separator.length;
    call.gas.spend(1);
    limitedLength(found.length);
  }
  return [...found, text.slice(from)];
}

function join([list, separator = '']: readonly [readonly unknown[], string?], { gas }: Call): string {
  gas.spend(list.length);
  const parts: string[] = [];
  let length = 0;
  for (const element of list) {
    const part = insertedText(element, gas);
    length += part.length + separator.length;
    if (length > MAX_TEXT + separator.length) throw limitError(`join() makes a text of more than ${MAX_TEXT} characters`, 'join less');
    parts.push(part);
  }
  gas.spendText(length);
  return parts.join(separator);
}

/** Characters count as people see code points: an emoji is one. */
function substring([text, from, to]: readonly [string, number, number?], call: Call): string {
  const units = over(text, call);
  const points = hasPairs(units) ? codePoints(units, call) : undefined;
  const size = points?.length ?? units.length;
  const end = to ?? size;
  for (const at of [from, end]) {
    if (!Number.isInteger(at)) throw valueError(`substring() takes whole numbers, not ${at}`);
  }
  if (from < 0 || end > size || from > end) throw valueError(`substring(${from}, ${end}) is outside a text of ${size} characters`);
  return points === undefined ? units.slice(from, end) : points.slice(from, end).join('');
}

function place(text: string, index: number): number {
  return index > 0 && hasPairs(text) ? Array.from(text.slice(0, index)).length : index;
}

/** Code points of a text. */
export function textSize(text: string, call: Call): number {
  call.gas.spend(1 + text.length / 256);
  return hasPairs(text) ? codePoints(text, call).length : text.length;
}

function codePoints(text: string, { gas }: Call): string[] {
  gas.spend(text.length / 4);
  return Array.from(text);
}

function hasPairs(text: string): boolean {
  return /[\uD800-\uDBFF]/.test(text);
}

function encodeUri([text]: readonly [string], { gas }: Call): string {
  gas.spend(text.length / 8);
  try {
    return limitedText(encodeURIComponent(text));
  } catch {
    throw valueError('encodeUri() needs text of whole characters: half of a surrogate pair stands alone');
  }
}

import { StepwrightError } from '../core/errors/stepwright-error.ts';
import type { FileRef } from '../core/target/target.ts';

/** Stores a file's bytes and gives the reference that travels in their place. */
export type StageFile = (name: string, content: Uint8Array) => Promise<FileRef>;

type JsonObject = Readonly<Record<string, unknown>>;

/** Deeper than any data; a circle in it ends here. */
const DEEPEST = 500;

/**
 * A run's input as JSON: bytes, however deep, become file references (named after their key), Dates ISO 8601 text; what is
 * undefined is left out.
 *
 * @throws {StepwrightError} `InvalidInput` with the place of what JSON can't carry
 */
export async function stageInput(input: JsonObject, stage: StageFile): Promise<JsonObject> {
  if (!isPlainObject(input))
    throw refuse({ subject: 'the input', pointer: '' }, 'must be an object whose keys are the names the definition reads');
  return convertObject(input, { subject: 'the input', pointer: '', depth: 0, stage });
}

/**
 * Any value as JSON, by the same rules; `subject` names it in errors.
 *
 * @throws {StepwrightError} `InvalidInput` with the place of what JSON can't carry
 */
export async function stageData(subject: string, data: unknown, stage: StageFile): Promise<unknown> {
  return convert(data, { subject, pointer: '', depth: 0, stage });
}

interface Place {
  /** What is converted, in words. */
  readonly subject: string;
  readonly pointer: string;
  readonly depth: number;
  readonly stage: StageFile;
}

async function convert(value: unknown, at: Place): Promise<unknown> {
  if (at.depth > DEEPEST) throw refuse(at, `is nested deeper than ${DEEPEST} levels, or in a circle`);
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      if (!Number.isFinite(value)) throw refuse(at, `is ${value}, which JSON can't carry`);
      return value;
    case 'object':
      return value === null ? null : convertObjectLike(value, at);
    default:
      throw refuse(at, `is a ${typeof value}, which JSON can't carry`);
  }
}

async function convertObjectLike(value: object, at: Place): Promise<unknown> {
  if (value instanceof Uint8Array) return at.stage(at.pointer.slice(at.pointer.lastIndexOf('/') + 1) || 'data', value);
  if (value instanceof Date) return isoText(value, at);
  if (Array.isArray(value)) {
    const list: unknown[] = [];
    for (const [i, item] of value.entries()) list.push(item === undefined ? null : await convert(item, below(at, String(i))));
    return list;
  }
  if (isPlainObject(value)) return convertObject(value, at);
  throw refuse(at, `is a ${value.constructor.name}, which JSON can't carry`);
}

async function convertObject(value: JsonObject, at: Place): Promise<JsonObject> {
  const entries: [string, unknown][] = [];
  for (const [key, inner] of Object.entries(value)) if (inner !== undefined) entries.push([key, await convert(inner, below(at, key))]);
  // Not by assignment: a key may be called `__proto__`.
  return Object.fromEntries(entries);
}

function isoText(value: Date, at: Place): string {
  if (Number.isNaN(value.getTime())) throw refuse(at, 'is an invalid Date');
  return value.toISOString();
}

function below({ pointer, depth, ...rest }: Place, key: string): Place {
  return { ...rest, pointer: `${pointer}/${key}`, depth: depth + 1 };
}

function isPlainObject(value: unknown): value is JsonObject {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}

function refuse({ subject, pointer }: Pick<Place, 'subject' | 'pointer'>, what: string): StepwrightError {
  return new StepwrightError('InvalidInput', `${subject}${pointer === '' ? '' : ` at ${pointer}`} ${what}`, {
    class: 'validation',
    hint: 'It must be JSON: text, numbers, true, false, null, lists and objects; bytes are staged as files.',
  });
}

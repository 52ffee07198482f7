import { StepwrightError } from '../../src/core/errors/stepwright-error.ts';
import type { FileAccess } from '../../src/core/target/target.ts';

/** Characters of JSON. More than this is a file's work: the run holds every result in memory. */
const LARGEST = 32 * 1024 * 1024;
const DEEPEST = 200;
/** What JSON would turn into `{}`. */
const OPAQUE = [Map, Set, WeakMap, WeakSet, ArrayBuffer, Promise, Error, RegExp] as const;

/**
 * An action's result as JSON carries it: undefined becomes null, bytes become file references, dates text. What JSON would
 * lose without a word is refused.
 * @throws StepwrightError `InvalidOutput`, or `PayloadTooLarge`
 */
export async function jsonResult(value: unknown, files: FileAccess): Promise<unknown> {
  const converter = new Converter();
  const result = converter.convert(value, 'result');
  for (const { at, bytes, ref } of converter.bytes) Object.assign(ref, await files.write(at, bytes));
  const size = JSON.stringify(result).length;
  if (size <= LARGEST) return result;
  throw new StepwrightError('PayloadTooLarge', `the result has ${size} characters, more than ${LARGEST}`, {
    hint: 'write it with ctx.files.write and return the reference',
  });
}

/** What is written as a file once the whole value was looked at, and what becomes the reference to it. */
interface Bytes {
  readonly at: string;
  readonly bytes: Uint8Array;
  readonly ref: object;
}

class Converter {
  readonly bytes: Bytes[] = [];
  readonly #open = new Set<object>();

  convert(value: unknown, at: string): unknown {
    switch (typeof value) {
      case 'undefined':
        return null;
      case 'number':
        if (!Number.isFinite(value)) throw refuse(at, String(value), 'return a finite number, or null');
        return value;
      case 'bigint':
        throw refuse(at, 'a BigInt', 'return it as text, or as a number below 2^53');
      case 'function':
      case 'symbol':
        throw refuse(at, `a ${typeof value}`, 'return plain data');
      case 'object':
        return value === null ? null : this.#object(value, at);
      default:
        return value;
    }
  }

  #object(value: object, at: string): unknown {
    if (value instanceof Uint8Array) return this.#file(value, at);
    if ('toJSON' in value && typeof value.toJSON === 'function') return this.convert((value.toJSON as () => unknown)(), at);
    if (OPAQUE.some((type) => value instanceof type) || ArrayBuffer.isView(value)) {
      throw refuse(at, `a ${value.constructor.name}`, 'return a list or an object with plain data');
    }
    if (this.#open.has(value)) throw refuse(at, 'an object that holds itself', 'return it without the cycle');
    if (this.#open.size >= DEEPEST) throw refuse(at, `nested deeper than ${DEEPEST} levels`, 'return a flatter object');
    this.#open.add(value);
    const result = Array.isArray(value) ? this.#list(value, at) : this.#map(value, at);
    this.#open.delete(value);
    return result;
  }

  #file(bytes: Uint8Array, at: string): object {
    const ref = {};
    this.bytes.push({ at, bytes, ref });
    return ref;
  }

  #list(list: readonly unknown[], at: string): readonly unknown[] {
    return Array.from(list, (item, index) => this.convert(item, `${at}[${index}]`));
  }

  #map(map: object, at: string): Readonly<Record<string, unknown>> {
    const kept = Object.entries(map).filter(([, item]) => item !== undefined);
    return Object.fromEntries(kept.map(([key, item]) => [key, this.convert(item, `${at}.${key}`)]));
  }
}

function refuse(at: string, what: string, hint: string): StepwrightError {
  return new StepwrightError('InvalidOutput', `${at} is ${what}, which JSON can't carry`, { class: 'permanent', hint });
}

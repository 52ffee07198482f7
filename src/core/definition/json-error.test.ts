import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findJsonError } from './json-error.ts';

const accepts = (text: string) => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('findJsonError', () => {
  test.each([
    ['{"a": 1,}', 8, 'remove the comma before it'],
    ['[1, 2,]', 6, 'remove the comma before it'],
    ['{"a": 1 // c\n}', 8, 'JSON has no comments: remove them, or use YAML'],
    ["{'a': 1}", 1, 'use double quotes'],
    ['{"a" 1}', 5, undefined],
    ['{"a": 1 "b": 2}', 8, 'a comma is missing before it'],
    ['{"a": "x\ny"}', 6, 'close the quotes, and write line breaks as \\n'],
    ['{"a": 01}', 6, undefined],
    ['{"a": [1}', 8, undefined],
    ['{"a": 1} x', 9, undefined],
    ['{"a": ', 5, undefined],
  ])('%s', (text, offset, hint) => {
    const error = findJsonError(text);
    expect(error?.offset).toBe(offset);
    expect(error?.hint).toBe(hint);
  });

  test('agrees with JSON.parse on any text', () => {
    const texts = fc.oneof(
      fc.json(),
      fc.string(),
      fc.tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '}', ']', '"', '\\', ' ', '0', '-', 'e', 'x')).map(([json, at, put]) => {
        const cut = json.length === 0 ? 0 : at % json.length;
        return json.slice(0, cut) + put + json.slice(cut + 1);
      }),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(findJsonError(text) === undefined).toBe(accepts(text));
      }),
      { numRuns: 2000 },
    );
  });

  test('takes long texts and deep nesting', () => {
    expect(findJsonError(`["${'\\n x'.repeat(300_000)}"]`)).toBeUndefined();
    expect(findJsonError('['.repeat(100_000))?.message).toContain('the text ends');
  });
});

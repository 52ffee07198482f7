import fc from 'fast-check';
import { expect, test } from 'vitest';

import { SECRET_TEXT } from './secret-text.ts';
import { readParams, writtenParams } from './written-params.ts';

const secret = (...pieces: readonly unknown[]) => ({ [SECRET_TEXT]: pieces });

test.each([
  [{ a: 'Bearer $secrets.TOKEN!' }, { a: secret('Bearer ', { secret: 'TOKEN' }, '!') }],
  [['$secrets.A$secrets.B'], [secret({ secret: 'A' }, { secret: 'B' })]],
  ['$$secrets.A costs $5', '$secrets.A costs $5'],
  [
    { n: 1, none: null, deep: { on: true } },
    { n: 1, none: null, deep: { on: true } },
  ],
])('%j is read as %j, and written so again', (written, params) => {
  expect(readParams(written)).toEqual(params);
  expect(writtenParams(params)).toEqual(written);
});

test('what is written is read as it was', () => {
  const piece = fc.oneof(fc.constantFrom('$secrets.A', '$', '$$', 'secrets.', 'x'), fc.string());
  const text = fc.array(piece).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(fc.jsonValue(), text, (value, plain) => {
      expect(readParams(writtenParams([value, plain]))).toEqual([value, plain]);
    }),
  );
});

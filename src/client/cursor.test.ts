import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { decodeCursor, encodeCursor } from './cursor.ts';

describe('event cursors', () => {
  it('survive their text', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), fc.nat(), fc.string(), fc.string(), (...[firstExecutionRunId, seq, at, type, path]) => {
        const cursor = { firstExecutionRunId, seq, mark: { at, type, path } };
        const text = encodeCursor(cursor);
        expect(text).toMatch(/^[\w-]+$/);
        expect(decodeCursor(text)).toEqual(cursor);
      }),
    );
  });

  it('any other text is refused, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.object().map((value) => Buffer.from(JSON.stringify(value)).toString('base64url')),
        ),
        (text) => {
          expect(() => decodeCursor(text)).toThrow(expect.objectContaining({ code: 'InvalidValue' }));
        },
      ),
    );
  });
});

import fc from 'fast-check';
import semver from 'semver';
import { describe, expect, test } from 'vitest';
import { isVersionRange, parseWorkflowRef } from './workflow-ref.ts';

describe('parseWorkflowRef', () => {
  test.each([
    ['ship-order', { id: 'ship-order' }],
    ['ship.order_2', { id: 'ship.order_2' }],
    ['ship-order@1.2.0', { id: 'ship-order', version: '1.2.0' }],
    ['ship-order@^1', { id: 'ship-order', version: '^1' }],
    ['ship-order@ >=1.2 <3 ', { id: 'ship-order', version: '>=1.2 <3' }],
  ])('%s', (text, expected) => {
    expect(parseWorkflowRef(text)).toEqual(expected);
  });

  test.each(['', '@1', 'ship order', '$child', 'ship-order@', 'ship-order@latest', 'ship-order@1.2.3.4', 'a@b@1'])('refuses %j', (text) => {
    expect(parseWorkflowRef(text)).toBeUndefined();
  });
});

describe('isVersionRange', () => {
  test.each([
    '1',
    '1.x',
    '1.2',
    '1.2.x',
    '1.2.3',
    '1.2.3-beta.1',
    'v1.2.3+5',
    '^1',
    '~1.2',
    '>=1.2 <3',
    '1 - 2.3',
    '^1 || ^2.1',
    '*',
    '=1.0.0',
  ])('%s', (range) => {
    expect(isVersionRange(range)).toBe(true);
  });

  test('is a range to semver too', () => {
    const number = fc.oneof(fc.nat({ max: 30 }).map(String), fc.constantFrom('x', 'X', '*', '01', '0', ''));
    const suffix = fc.constantFrom('', '', '', '-beta', '-beta.1', '-01', '-1a', '+build.5', '-a+b', '-', '+');
    const partial = fc
      .tuple(fc.constantFrom('', '', '', 'v'), fc.array(number, { minLength: 1, maxLength: 4 }), suffix)
      .map(([v, parts, end]) => `${v}${parts.join('.')}${end}`);
    const compared = fc
      .tuple(fc.constantFrom('', '^', '~', '>', '<=', '=', '^ ', '>= ', '!', '=='), partial)
      .map((parts) => parts.join(''));
    const joined = fc.tuple(compared, fc.constantFrom(' ', ' || ', ' - ', '||', ' | ', ','), compared).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(partial, compared, joined), (text) => {
        if (isVersionRange(text)) expect({ text, range: semver.validRange(text) }).not.toEqual({ text, range: null });
        // Of single versions it is the same.
        if (semver.valid(text) !== null) expect({ text, is: isVersionRange(text) }).toEqual({ text, is: true });
      }),
      { numRuns: 5000 },
    );
  });

  test('takes no time for texts of any length', () => {
    expect(isVersionRange(`${'1 '.repeat(100_000)}!`)).toBe(false);
    expect(isVersionRange(`${'1 '.repeat(99)}!`)).toBe(false);
  });
});

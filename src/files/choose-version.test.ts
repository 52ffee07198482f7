import { expect, it } from 'vitest';

import { chooseVersion } from './choose-version.ts';

const VERSIONS = ['1.0.0', '1.10.0', '1.2.0', '2.0.0-rc.1', '2.0.0-beta'];

it.each([
  [undefined, '1.10.0'],
  ['1.2.0', '1.2.0'],
  ['^1', '1.10.0'],
  ['~1.2', '1.2.0'],
  ['1.x', '1.10.0'],
  ['>=1.0.0 <1.10.0', '1.2.0'],
  ['2.0.0-beta', '2.0.0-beta'],
  ['^2', undefined],
  ['^2.0.0-0', '2.0.0-rc.1'],
  ['3.0.0', undefined],
  ['nonsense', undefined],
])('of %j', (wanted, expected) => {
  expect(chooseVersion(VERSIONS, wanted)).toBe(expected);
});

it('takes a pre-release when there is nothing else', () => {
  expect(chooseVersion(['2.0.0-beta', '2.0.0-rc.1'], undefined)).toBe('2.0.0-rc.1');
  expect(chooseVersion([], undefined)).toBeUndefined();
});

import { expect, it } from 'vitest';

import { compareVersions } from './compare-versions.ts';

it('orders as semantic versioning says', () => {
  const ordered = [
    undefined,
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-alpha.beta',
    '1.0.0-beta',
    '1.0.0-beta.2',
    '1.0.0-beta.11',
    '1.0.0-rc.1',
    '2.0.0-rc',
    '1.0.0',
    '1.2.0',
    '1.10.0',
    '2.0.0',
  ];
  // A pre-release is below every release, so that the highest is never one where a release exists.
  expect(ordered.toReversed().sort(compareVersions)).toEqual([...ordered.slice(1), undefined]);
  for (const [index, version] of ordered.entries()) {
    for (const [other, against] of ordered.entries()) expect(Math.sign(compareVersions(version, against))).toBe(Math.sign(index - other));
  }
  expect(compareVersions('1.0.0+build', '1.0.0')).toBe(0);
});

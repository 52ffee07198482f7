import { expect, it } from 'vitest';

import { isInstalled } from './lock.mjs';

const manifest = { dependencies: { a: '1.0.0' }, devDependencies: { t: '2.0.0' } };
const lock = {
  packages: {
    '': manifest,
    'node_modules/a': { version: '1.0.0' },
    'node_modules/t': { version: '2.0.0', dev: true },
    'node_modules/a-darwin': { version: '1.0.0', optional: true },
  },
};
const here = { 'node_modules/a': { version: '1.0.0' }, 'node_modules/t': { version: '2.0.0' } };

it('is content when all is there but a package for another platform', () => {
  expect(isInstalled({ manifest, lock, installed: { packages: here } })).toBe(true);
});

it.each([
  ['nothing is installed', { manifest, lock }],
  ['there is no lock file', { manifest, installed: { packages: here } }],
  ['a package is missing', { manifest, lock, installed: { packages: { 'node_modules/a': here['node_modules/a'] } } }],
  ['a package has another version', { manifest, lock, installed: { packages: { ...here, 'node_modules/t': { version: '1.9.0' } } } }],
  [
    'package.json has a new dependency',
    { manifest: { ...manifest, dependencies: { a: '1.0.0', b: '1.0.0' } }, lock, installed: { packages: here } },
  ],
  ['package.json has lost one', { manifest: { dependencies: { a: '1.0.0' } }, lock, installed: { packages: here } }],
])('is not when %s', (_, state) => {
  expect(isInstalled(state)).toBe(false);
});

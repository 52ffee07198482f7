import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { describe, expect, it } from 'vitest';

type Versions = Readonly<Record<string, string>>;

const require = createRequire(import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  dependencies: Versions;
  devDependencies: Versions;
};
const lock = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')) as {
  packages: Readonly<Record<string, { readonly version?: string; readonly resolved?: string; readonly optionalDependencies?: Versions }>>;
};

/** As Node looks for a package: in the folder's own node_modules, then in those above. */
function resolves(path: string, name: string): boolean {
  if (`${path === '' ? '' : `${path}/`}node_modules/${name}` in lock.packages) return true;
  return path !== '' && resolves(path.slice(0, Math.max(0, path.lastIndexOf('/node_modules/'))), name);
}

describe('package.json', () => {
  it('names every version exactly', () => {
    const versions = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(versions.filter(([, version]) => !/^(?:npm:[\w@/-]+@)?\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  it('has one version of the Temporal SDK', () => {
    const temporal = Object.entries(lock.packages).filter(([path]) =>
      /node_modules\/@temporalio\/(?!proto\/node_modules)[^/]+$/.test(path),
    );
    expect(temporal.length).toBeGreaterThan(5);
    expect(new Set(temporal.map(([, { version }]) => version))).toEqual(new Set([manifest.dependencies['@temporalio/client']]));
  });
});

describe('package-lock.json', () => {
  it('names no registry, so that everybody installs from their own', () => {
    expect(Object.values(lock.packages).filter(({ resolved }) => resolved !== undefined)).toEqual([]);
  });

  // A registry that lacks the packages of other platforms makes npm leave them out, and `npm ci` then refuses the lock file on every machine.
  it('has the packages of every platform', () => {
    const missing = Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !resolves(path, name)),
    );
    expect(missing).toEqual([]);
  });

  // The SDK's external storage checks payloads with instanceof: a second copy makes it fail ("type must be a Type").
  it('has one copy of protobufjs 8, the one that the SDK finds', () => {
    const copies = Object.entries(lock.packages).filter(
      ([path, { version = '' }]) => path.endsWith('node_modules/protobufjs') && version.startsWith('8.'),
    );
    expect(copies.map(([path]) => path)).toEqual(['node_modules/protobufjs']);
    const fromSdk = createRequire(require.resolve('@temporalio/common'));
    expect(fromSdk.resolve('protobufjs')).toBe(require.resolve('protobufjs'));
  });
});

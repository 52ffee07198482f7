import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it, vi } from 'vitest';

import { tempFolder } from '../../../test/helpers/temp-folder.ts';
import { DocumentStore } from '../../../src/storage/document-store.ts';
import { MemoryBackend } from '../../../src/storage/memory/memory-backend.ts';
import { AttemptSecrets } from './attempt-secrets.ts';
import { parseDotenv } from './dotenv.ts';
import { EnvSecrets } from './env-secrets.ts';
import { FileSecrets } from './file-secrets.ts';
import { openProviders, type ProviderSources } from './open-providers.ts';

const silent = () => undefined;
const store = new DocumentStore('memory:', new MemoryBackend());
const KEY = Buffer.alloc(32, 1).toString('base64');

function file(name: string, text: string, mode = 0o600): string {
  const path = join(tempFolder(), name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

describe('the environment', () => {
  it('gives what has the prefix, and nothing else', async () => {
    const secrets = new EnvSecrets({ STEPWRIGHT_SECRET_TOKEN: 't', HOME: '/root', PATH: '/bin' });
    expect(await secrets.get('TOKEN')).toBe('t');
    expect(await secrets.get('HOME')).toBeUndefined();
    expect(await secrets.get('token')).toBeUndefined();
  });

  it('never gives the key of the store', async () => {
    const secrets = new EnvSecrets({ STEPWRIGHT_SECRET_KEY: KEY, STEPWRIGHT_SECRET_KEY_FILE: '/run/key' });
    expect(await secrets.get('KEY')).toBeUndefined();
    expect(await secrets.get('KEY_FILE')).toBeUndefined();
  });
});

describe('a file', () => {
  it.each([
    ['s.json', '{ "TOKEN": "t", "PORT": 80 }'],
    ['s.yaml', 'TOKEN: t\nPORT: 80\n'],
    ['s.yml', 'TOKEN: t\nPORT: 80\n'],
    ['.env', '# secrets\nTOKEN=t\nexport PORT=80 # of the service\n'],
  ])('%s', async (name, text) => {
    const secrets = new FileSecrets(file(name, text), silent);
    expect([await secrets.get('TOKEN'), await secrets.get('PORT'), await secrets.get('toString')]).toEqual(['t', '80', undefined]);
  });

  it('is read anew each time', async () => {
    const path = file('s.json', '{ "TOKEN": "old" }');
    const secrets = new FileSecrets(path, silent);
    expect(await secrets.get('TOKEN')).toBe('old');
    writeFileSync(path, '{ "TOKEN": "new" }');
    expect(await secrets.get('TOKEN')).toBe('new');
  });

  it('that is not there knows nothing', async () => {
    expect(await new FileSecrets(join(tempFolder(), 'none'), silent).get('TOKEN')).toBeUndefined();
  });

  it.each([
    ['s.json', '{ "TOKEN": hunter2 }'],
    ['s.json', '["hunter2"]'],
    ['s.yaml', 'a: [hunter2'],
    ['s.json', '{ "TOKEN": { "a": "hunter2" } }'],
  ])('%s with %s is refused without quoting it', async (name, text) => {
    const failed = await new FileSecrets(file(name, text), silent).get('TOKEN').catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 'InvalidValue' });
    expect(`${String(failed)} ${(failed as Error).stack ?? ''} ${String((failed as Error).cause)}`).not.toContain('hunter2');
  });

  it('is complained about once when everybody can read it', async () => {
    const warn = vi.fn<(message: string) => void>();
    const open = new FileSecrets(file('open.json', '{}', 0o644), warn);
    await open.get('A');
    await open.get('B');
    expect(warn).toHaveBeenCalledOnce();
    await new FileSecrets(file('closed.json', '{}', 0o640), warn).get('A');
    expect(warn).toHaveBeenCalledOnce();
  });
});

describe('a folder', () => {
  it('has a file for each secret, also as Kubernetes mounts them', async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, '..data'));
    writeFileSync(join(folder, '..data', 'TOKEN'), 't\n');
    symlinkSync(join('..data', 'TOKEN'), join(folder, 'TOKEN'));
    mkdirSync(join(folder, 'NESTED'));
    const secrets = new FileSecrets(folder, silent);
    expect([await secrets.get('TOKEN'), await secrets.get('OTHER'), await secrets.get('NESTED')]).toEqual(['t', undefined, undefined]);
  });
});

it('lines of an environment file', () => {
  const text = `A=1\n B = two words # not this\nC="x\\ny \\"q\\" # in"\nD='$raw \\n'\nexport E=e=e\nF=\n# G=no\nH="two\nlines"\nA=again\n`;
  expect(parseDotenv(text)).toEqual({ A: 'again', B: 'two words', C: 'x\ny "q" # in', D: '$raw \\n', E: 'e=e', F: '', H: 'two\nlines' });
});

describe('which providers are asked', () => {
  const open = (sources: Partial<ProviderSources>) =>
    openProviders({ env: {}, warn: silent, store, ...sources }).map((each) => each.place('X'));

  it('by default the environment, and the store where there is a key', () => {
    expect(open({})).toEqual(['the environment (STEPWRIGHT_SECRET_X)']);
    expect(open({ env: { STEPWRIGHT_SECRET_KEY: KEY } })).toEqual([
      'the environment (STEPWRIGHT_SECRET_X)',
      'the store (stepwright secrets set)',
    ]);
  });

  it('those that are named, in that order', () => {
    expect(open({ spec: 'file:/run/secrets, env' })).toEqual(['the file or folder /run/secrets', 'the environment (STEPWRIGHT_SECRET_X)']);
  });

  it.each([
    ['vault', {}, /no provider "vault"/],
    ['store', {}, /no key/],
    ['env', { env: { STEPWRIGHT_SECRET_KEY: 'c2hvcnQ=' } }, /5 bytes instead of 32/],
    ['env', { env: { STEPWRIGHT_SECRET_KEY_FILE: '/no/such/file' } }, /can't be read/],
  ] as const)('%s with %j is refused', (spec, sources, message) => {
    expect(() => open({ spec, ...sources })).toThrow(
      expect.objectContaining({ code: 'InvalidValue', message: expect.stringMatching(message) }),
    );
  });
});

describe('a secret of an attempt', () => {
  const provider = (values: Readonly<Record<string, string>>) => ({
    place: (name: string) => `shelf ${Object.keys(values).join('+')}/${name}`,
    get: vi.fn((name: string) => Promise.resolve(values[name])),
  });

  it('comes from the first that knows it, asked once', async () => {
    const [first, second] = [provider({ A: '', B: 'b1' }), provider({ A: 'a2', B: 'b2' })];
    const secrets = new AttemptSecrets([first, second]);
    expect(await secrets.resolve({ a: { $secretText: ['x ', { secret: 'A' }] }, b: [{ $secretText: [{ secret: 'B' }] }], n: 1 })).toEqual({
      a: 'x a2',
      b: ['b1'],
      n: 1,
    });
    await secrets.get('B');
    expect([first.get.mock.calls.flat(), second.get.mock.calls.flat()]).toEqual([['A', 'B'], ['A']]);
  });

  it('that nobody knows is an error which says who was asked', async () => {
    await expect(new AttemptSecrets([provider({ A: '' }), provider({})]).get('A')).rejects.toMatchObject({
      code: 'SecretMissing',
      class: 'auth',
      message: 'there is no secret "A"; asked: shelf A/A, shelf /A',
    });
    await expect(new AttemptSecrets([]).get('A')).rejects.toMatchObject({ message: 'there is no secret "A"; asked: nobody' });
  });

  it.each(['../key', 'a/b', '', '.', 'a b', '..data'])('cannot be called %j', async (name) => {
    const asked = provider({ [name]: 'x' });
    await expect(new AttemptSecrets([asked]).get(name)).rejects.toMatchObject({ code: 'SecretMissing' });
    expect(asked.get).not.toHaveBeenCalled();
  });
});

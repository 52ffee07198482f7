import { join, resolve } from 'node:path';

import { describe, expect, it } from 'vitest';

import { readClientConfig } from './config.ts';

describe('readClientConfig', () => {
  it('needs nothing: the dev server of ./.stepwright with a worker in this process', () => {
    const config = readClientConfig({}, {});
    expect(config).toMatchObject({ namespace: 'default', taskQueue: 'stepwright', targets: [], allowNetwork: [], worker: true });
    expect(config.dataDir).toBe(resolve('.stepwright'));
    expect(config.filesDir).toBe(join(config.dataDir, 'files'));
    expect(config.store).toBe(`sqlite:${join(config.dataDir, 'store.db')}`);
    expect(config.user).not.toBe('');
    expect(config).not.toHaveProperty('address');
    expect(config).not.toHaveProperty('tls');
  });

  it('takes the environment where an option is absent', () => {
    const env = {
      TEMPORAL_ADDRESS: 'cluster:7233',
      TEMPORAL_NAMESPACE: 'payments',
      TEMPORAL_TLS: 'true',
      TEMPORAL_API_KEY: 'secret',
      STEPWRIGHT_TASK_QUEUE: 'queue',
      STEPWRIGHT_DATA: '/data',
      STEPWRIGHT_STORE: 'postgres://db/stepwright',
      STEPWRIGHT_ALLOW_NETWORK: 'localhost:8080, 10.0.0.0/8,',
      STEPWRIGHT_USER: 'ann',
    };
    expect(readClientConfig({}, env)).toMatchObject({
      address: 'cluster:7233',
      namespace: 'payments',
      tls: true,
      apiKey: 'secret',
      taskQueue: 'queue',
      dataDir: '/data',
      filesDir: '/data/files',
      store: 'postgres://db/stepwright',
      allowNetwork: ['localhost:8080', '10.0.0.0/8'],
      user: 'ann',
      worker: false,
    });
    expect(
      readClientConfig({ store: 'memory:', address: 'other:1', user: 'bob', worker: true, tls: false, allowNetwork: [] }, env),
    ).toMatchObject({
      store: 'memory:',
      address: 'other:1',
      user: 'bob',
      worker: true,
      tls: false,
      allowNetwork: [],
    });
  });

  it('takes an empty variable for one that is not set', () => {
    expect(readClientConfig({}, { TEMPORAL_ADDRESS: ' ', STEPWRIGHT_TASK_QUEUE: '' })).toMatchObject({
      taskQueue: 'stepwright',
      worker: true,
    });
  });

  it.each([
    [{}, { TEMPORAL_TLS: 'maybe' }, 'TEMPORAL_TLS=maybe'],
    [{}, { TEMPORAL_ADDRESS: 'http://cluster' }, 'http://cluster'],
    [{ address: 'cluster' }, {}, '"cluster" must be host:port'],
  ])('refuses %j with %j', (options, env, message) => {
    expect(() => readClientConfig(options, env)).toThrow(
      expect.objectContaining({ code: 'InvalidValue', message: expect.stringContaining(message) as string }),
    );
  });
});

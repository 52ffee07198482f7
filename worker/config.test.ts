import { join, resolve } from 'node:path';

import { describe, expect, it } from 'vitest';

import { readConfig } from './config.ts';

describe('readConfig', () => {
  it('has a default for everything but the cluster', () => {
    expect(readConfig({})).toEqual({
      namespace: 'default',
      taskQueue: 'stepwright',
      dataDir: resolve('.stepwright'),
      filesDir: resolve('.stepwright/files'),
      store: `sqlite:${resolve('.stepwright/store.db')}`,
      allowNetwork: [],
    });
  });

  it('reads every variable', () => {
    const env = {
      TEMPORAL_ADDRESS: 'cloud:7233',
      TEMPORAL_NAMESPACE: 'prod',
      TEMPORAL_TLS: 'TRUE',
      TEMPORAL_API_KEY: 'secret',
      STEPWRIGHT_TASK_QUEUE: 'q',
      STEPWRIGHT_DATA: '/data',
      STEPWRIGHT_FILES: '/files',
      STEPWRIGHT_STORE: 'redis://cache:6379/1',
      STEPWRIGHT_DEFINITIONS: '/definitions',
      STEPWRIGHT_TARGETS: 'targets.ts',
      STEPWRIGHT_ALLOW_NETWORK: '10.0.0.0/8, localhost:8080,',
      STEPWRIGHT_USER: 'ada',
    };
    expect(readConfig(env)).toEqual({
      address: 'cloud:7233',
      namespace: 'prod',
      tls: true,
      apiKey: 'secret',
      taskQueue: 'q',
      dataDir: resolve('/data'),
      filesDir: resolve('/files'),
      store: 'redis://cache:6379/1',
      definitionsDir: resolve('/definitions'),
      targets: resolve('targets.ts'),
      allowNetwork: ['10.0.0.0/8', 'localhost:8080'],
      user: 'ada',
    });
  });

  it('puts flags before variables, and files into the data folder of the flag', () => {
    const env = { TEMPORAL_ADDRESS: 'a:1', STEPWRIGHT_DATA: '/data', STEPWRIGHT_STORE: 'memory:', STEPWRIGHT_ALLOW_NETWORK: 'x' };
    expect(readConfig(env, { address: 'b:2', data: '/other', store: 'sqlite:own.db', allowNetwork: ['y'] })).toMatchObject({
      address: 'b:2',
      dataDir: resolve('/other'),
      filesDir: join(resolve('/other'), 'files'),
      store: 'sqlite:own.db',
      allowNetwork: ['y'],
    });
  });

  it('takes an empty variable for one that is not set', () => {
    expect(readConfig({ TEMPORAL_ADDRESS: '', TEMPORAL_TLS: ' ' })).not.toHaveProperty('address');
    expect(readConfig({ TEMPORAL_TLS: '' })).not.toHaveProperty('tls');
  });

  it.each([
    [{ TEMPORAL_ADDRESS: 'http://cloud' }, 'TEMPORAL_ADDRESS=http://cloud'],
    [{ TEMPORAL_TLS: 'maybe' }, 'TEMPORAL_TLS=maybe'],
  ])('names the variable that is wrong: %j', (env, named) => {
    expect(() => readConfig(env)).toThrow(
      expect.objectContaining({ code: 'InvalidValue', message: expect.stringContaining(named) as string }),
    );
  });

  it('names the flag that is wrong', () => {
    expect(() => readConfig({}, { address: 'nowhere' })).toThrow(/--address nowhere: must be host:port/);
  });
});

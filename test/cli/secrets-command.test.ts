import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { lines, Shell } from '../e2e/cli-process.ts';
import { filesBelow } from '../helpers/traces-of-secret.ts';

const VALUE = `s3cret ${randomBytes(12).toString('hex')}`;
const keyFile = (...keys: readonly string[]) => writeFileSync(join(shell.folder, 'keys'), keys.join('\n'));
const key = () => randomBytes(32).toString('base64');
const OLD = key();

let shell: Shell;
beforeAll(() => {
  shell = new Shell({ STEPWRIGHT_SECRET_KEY_FILE: 'keys' });
  keyFile(OLD);
});
afterAll(() => shell.close());

describe('stepwright secrets', { timeout: 60_000 }, () => {
  it('keeps what it reads from stdin, and shows it nowhere', async () => {
    const set = await shell.feed(`${VALUE}\n`, 'secrets', 'set', 'API_TOKEN');
    expect(set).toMatchObject({ code: 0, stdout: '', stderr: '✔ API_TOKEN is set\n' });
    const list = await shell.run('secrets', 'list', '--json');
    expect(lines(list)).toEqual([{ name: 'API_TOKEN', changedAt: expect.any(String) as string, current: true }]);
    expect(`${set.stdout}${set.stderr}${list.stdout}${list.stderr}`).not.toContain(VALUE);
    const files = filesBelow(join(shell.folder, '.stepwright'));
    expect(files.length).toBeGreaterThan(0);
    for (const file of files)
      for (const form of ['utf8', 'base64', 'hex'] as const) expect(file.includes(Buffer.from(VALUE).toString(form))).toBe(false);
  });

  it('encrypts anew with a new key', async () => {
    keyFile(key(), OLD);
    expect((await shell.run('secrets', 'list')).stdout).toContain('under an older key');
    expect((await shell.run('secrets', 'rotate')).stderr).toContain('✔ 1 encrypted anew');
    expect((await shell.run('secrets', 'list')).stdout).not.toContain('under an older key');
  });

  it('forgets', async () => {
    expect((await shell.run('secrets', 'delete', 'API_TOKEN')).code).toBe(0);
    expect(await shell.run('secrets', 'delete', 'API_TOKEN')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no secret') as string,
    });
    expect((await shell.run('secrets', 'list')).stderr).toBe('no secrets\n');
  });

  it('refuses an empty value, and a value among the arguments without repeating it', async () => {
    expect(await shell.feed('\n', 'secrets', 'set', 'A')).toMatchObject({ code: 2, stderr: expect.stringContaining('empty') as string });
    const { code, stdout, stderr } = await shell.feed('', 'secrets', 'set', 'A', VALUE);
    expect(code).toBe(2);
    expect(stdout + stderr).not.toContain(VALUE);
  });

  it('says what is missing without a key', async () => {
    const bare = new Shell();
    const { code, stderr } = await bare.run('secrets', 'list');
    await bare.close();
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('openssl rand -base64 32') as string });
  });
});

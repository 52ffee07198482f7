import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { beforeEach, describe, expect, it, vi } from 'vitest';

import { tempFolder } from '../../test/helpers/temp-folder.ts';
import { cliCacheFolder } from './cli-cache.ts';
import { findCli, findOrInstallCli } from './find-cli.ts';

const GOOD = 'echo "temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)"';
const OLD = 'echo "temporal version 0.9.0 (Server 1.20.0, UI 2.1.0)"';

/** A machine with an empty cache, nothing on PATH but the basics of a shell, and no internet. */
function machine(): { env: NodeJS.ProcessEnv; bin: string; cached: string } {
  const root = tempFolder();
  const bin = join(root, 'bin');
  mkdirSync(bin);
  const env = { PATH: `${bin}:/bin`, HOME: root, XDG_CACHE_HOME: join(root, 'cache') };
  return { env, bin, cached: join(cliCacheFolder(env), 'temporal') };
}

function program(path: string, script: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

/** A `go` that takes 100 ms and counts how often it was started. */
function fakeGo(bin: string, result: string): () => number {
  const calls = join(bin, 'calls');
  appendFileSync(calls, '');
  program(
    join(bin, 'go'),
    `echo "$@" >> ${calls}
    echo "go: downloading go.temporal.io/server v1.29.1" >&2
    echo "go: downloading go.temporal.io/sdk v1.37.0" >&2
    sleep 0.1
    ${result}`,
  );
  return () => readFileSync(calls, 'utf8').split('\n').length - 1;
}

const GO_BUILDS = `printf '#!/bin/sh\\n${GOOD}\\n' > "$GOBIN/temporal"; chmod +x "$GOBIN/temporal"`;

beforeEach(() => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('fetch failed')));
  vi.stubEnv('HTTPS_PROXY', '');
  vi.stubEnv('https_proxy', '');
});

describe('findCli', () => {
  it('takes the CLI on PATH before the one in the cache', async () => {
    const { env, bin, cached } = machine();
    program(join(bin, 'temporal'), GOOD);
    program(cached, GOOD);
    expect((await findCli(env))?.path).toBe(join(bin, 'temporal'));
  });

  it('takes the one in the cache when the one on PATH is too old', async () => {
    const { env, bin, cached } = machine();
    program(join(bin, 'temporal'), OLD);
    program(cached, GOOD);
    expect((await findCli(env))?.path).toBe(cached);
  });

  it('finds nothing on an empty machine, and installs nothing', async () => {
    const { env, bin } = machine();
    const calls = fakeGo(bin, GO_BUILDS);
    expect(await findCli(env)).toBeUndefined();
    expect(calls()).toBe(0);
  });
});

describe('findOrInstallCli', () => {
  it('builds with Go into the cache when there is no internet, and says how far it is', async () => {
    const { env, bin, cached } = machine();
    fakeGo(bin, GO_BUILDS);
    const lines: string[] = [];
    const cli = await findOrInstallCli({ env, onProgress: (line) => lines.push(line) });
    expect(cli).toEqual({ path: cached, version: '1.5.1', server: '1.29.1' });
    expect(lines[0]).toMatch(/^building the Temporal CLI with Go: 0 s/);
    expect(readFileSync(join(bin, 'calls'), 'utf8')).toContain('-s -w github.com/temporalio/cli/cmd/temporal@v1.5.1');
  });

  it('builds once when several ask at the same time, and leaves only the CLI behind', async () => {
    const { env, bin, cached } = machine();
    const calls = fakeGo(bin, GO_BUILDS);
    const lines: string[] = [];
    const found = await Promise.all([1, 2, 3].map(() => findOrInstallCli({ env, onProgress: (line) => lines.push(line) })));
    expect(found.map(({ path }) => path)).toEqual([cached, cached, cached]);
    expect(calls()).toBe(1);
    expect(lines).toContain('another process is installing the Temporal CLI: waiting for it');
    expect(readdirSync(dirname(cached))).toEqual(['temporal']);
  });

  it('says what it tried and what to do when nothing works', async () => {
    const { env, cached } = machine();
    await expect(findOrInstallCli({ env })).rejects.toMatchObject({
      code: 'TemporalUnreachable',
      message: expect.stringMatching(/temporal\.download does not answer; Go is not installed/),
      hint: expect.stringContaining(cached),
    });
  });

  it('gives the last words of Go when the build fails, and no broken CLI', async () => {
    const { env, bin, cached } = machine();
    fakeGo(bin, 'echo "go: module lookup disabled" >&2; exit 1');
    await expect(findOrInstallCli({ env })).rejects.toMatchObject({ message: expect.stringContaining('go: module lookup disabled') });
    expect(existsSync(cached)).toBe(false);
  });

  it('does not keep a CLI that cannot be run', async () => {
    const { env, bin, cached } = machine();
    fakeGo(bin, `printf '#!/bin/sh\\nexit 1\\n' > "$GOBIN/temporal"; chmod +x "$GOBIN/temporal"`);
    await expect(findOrInstallCli({ env })).rejects.toMatchObject({ message: expect.stringContaining('cannot be run') });
    expect(existsSync(cached)).toBe(false);
  });
});

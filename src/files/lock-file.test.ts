import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { tempFolder } from '../../test/helpers/temp-folder.ts';
import { withLock } from './lock-file.ts';

const MODULE = new URL('lock-file.ts', import.meta.url).href;

/** A process that adds one to a number in a file, 20 times, reading and writing apart from each other; it may die in the middle. */
function counter(folder: string, dies: boolean): Promise<unknown> {
  const program = `
    import { readFileSync, writeFileSync } from 'node:fs';
    import { setTimeout as sleep } from 'node:timers/promises';
    import { withLock } from ${JSON.stringify(MODULE)};
    const count = ${JSON.stringify(join(folder, 'count'))};
    for (let i = 0; i < 20; i += 1) await withLock(${JSON.stringify(join(folder, 'lock'))}, async () => {
      const n = Number(readFileSync(count, 'utf8'));
      await sleep(1);
      if (${dies} && i === 10) process.kill(process.pid, 'SIGKILL');
      writeFileSync(count, String(n + 1));
    });`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return once(child, 'exit');
}

describe('withLock', () => {
  it('lets one process in at a time, and takes over from those that die inside', { timeout: 60_000 }, async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'count'), '0');
    await Promise.all([counter(folder, false), counter(folder, true), counter(folder, true), counter(folder, false)]);
    expect(readFileSync(join(folder, 'count'), 'utf8')).toBe(String(20 + 10 + 10 + 20));
  });

  it('keeps callers of one process apart, in turn, and says that one waits', async () => {
    const lock = join(tempFolder(), 'lock');
    const seen: string[] = [];
    const work = async (name: string): Promise<void> => {
      seen.push(`${name} in`);
      await Promise.resolve();
      seen.push(`${name} out`);
    };
    let waits = 0;
    await Promise.all(['a', 'b'].map((name) => withLock(lock, () => work(name), { onWait: () => (waits += 1) })));
    expect(seen).toEqual(['a in', 'a out', 'b in', 'b out']);
    expect(waits).toBe(1);
  });

  it('is free again when the work fails', async () => {
    const lock = join(tempFolder(), 'lock');
    await expect(withLock(lock, () => Promise.reject(new TypeError('no')))).rejects.toThrow('no');
    expect(existsSync(lock)).toBe(false);
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

import { describe, expect, it, onTestFinished } from 'vitest';

import { isRunning, processIdentity } from './process-identity.ts';

describe('processIdentity', () => {
  it('names a live process, always the same', () => {
    expect(processIdentity(process.pid)).toBe(processIdentity(process.pid));
    expect(processIdentity(process.pid)).toMatch(new RegExp(`^${process.pid}\\b`));
  });

  it('knows that a process has ended', async () => {
    const child = spawn('sleep', ['60']);
    await once(child, 'spawn');
    const identity = processIdentity(child.pid ?? 0) ?? '';
    expect(isRunning(identity)).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(isRunning(identity)).toBe(false);
  });

  it.runIf(process.platform === 'linux')('does not take a later process for the one that had its pid', () => {
    expect(isRunning(`${process.pid}:1`)).toBe(false);
  });

  it.runIf(process.platform === 'linux')('takes a zombie for dead', async () => {
    // The shell's child ends after the shell has become `sleep`, which never asks for it.
    const parent = spawn('sh', ['-c', 'sh -c "echo \\$\\$" & exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
    onTestFinished(() => void parent.kill('SIGKILL'));
    const [output] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(output.toString());
    await expect.poll(() => readFileSync(`/proc/${pid}/stat`, 'utf8')).toContain(') Z ');
    expect(processIdentity(pid)).toBeUndefined();
  });
});

import { expect, it } from 'vitest';

import type { CpuFunction } from '../../src/core/target/target.ts';
import { CpuProcesses } from './processes.ts';

const idle = new AbortController().signal;
const module = new URL('../../test/fixtures/cpu/work.mjs', import.meta.url).href;
const fn = (name: string, limits: Partial<CpuFunction> = {}): CpuFunction => ({ module, export: name, memory: 64, ...limits });

interface Sum {
  readonly sum: number;
  readonly pid: number;
  readonly env: readonly string[];
}

it('gives what the function gives, with what it took, from a process without the environment of the worker', async () => {
  const { value, usage } = await new CpuProcesses().run(fn('default'), { n: 30_000_000 }, idle);
  const { sum, pid, env } = value as Sum;
  expect(sum).toBeGreaterThan(0);
  expect(pid).not.toBe(process.pid);
  expect(env.filter((name) => name in process.env && name !== 'PATH')).toEqual([]);
  expect(usage.cpu).toBeGreaterThan(10);
  expect(usage.memory).toBeGreaterThan(20_000_000);
});

it('keeps a process for the next call of its function, and for no other', async () => {
  const processes = new CpuProcesses();
  const pidOf = async (cpu: CpuFunction) => ((await processes.run(cpu, { n: 1 }, idle)).value as Sum).pid;
  const first = await pidOf(fn('default'));
  expect(await pidOf(fn('default'))).toBe(first);
  expect(await pidOf(fn('default', { memory: 65 }))).not.toBe(first);
});

it('carries bytes', async () => {
  const { value } = await new CpuProcesses().run(fn('bytes'), { size: 3 }, idle);
  expect(value).toEqual(new Uint8Array([7, 7, 7]));
});

it('throws what the function throws', async () => {
  await expect(new CpuProcesses().run(fn('fail'), {}, idle)).rejects.toMatchObject({
    message: 'bad seed',
    code: 'BadSeed',
    class: 'validation',
    details: { seed: 1 },
  });
});

it('throws it with as much of its details as JSON carries', async () => {
  const thrown = { message: 'bad seed', code: 'BadSeed', details: { seed: 1 } };
  await expect(new CpuProcesses().run(fn('failWithFunction'), {}, idle)).rejects.toMatchObject(thrown);
});

it('says so when there is no such function', async () => {
  await expect(new CpuProcesses().run(fn('none'), {}, idle)).rejects.toMatchObject({ code: 'InvalidValue', class: 'permanent' });
});

it('kills a function that loops for ever with its signal', async () => {
  const controller = new AbortController();
  const processes = new CpuProcesses();
  const { pid } = (await processes.run(fn('default'), { n: 1 }, idle)).value as Sum;
  const spinning = processes.run(fn('default'), { n: Number.POSITIVE_INFINITY }, controller.signal);
  controller.abort(new Error('late'));
  await expect(spinning).rejects.toThrow('late');
  await expect.poll(() => isThere(pid)).toBe(false);
});

it('bounds processor time', async () => {
  await expect(new CpuProcesses().run(fn('spin', { cpuTime: 100 }), {}, idle)).rejects.toMatchObject({
    code: 'ResourceLimit',
    class: 'permanent',
    message: expect.stringContaining('100 ms of processor time') as string,
  });
});

it.each(['arrays', 'big array', 'buffers', 'strings', 'doubled string', 'map'])('bounds memory taken by %s', async (kind) => {
  await expect(new CpuProcesses().run(fn('eat'), { kind }, idle)).rejects.toMatchObject({
    code: 'ResourceLimit',
    message: expect.stringContaining('64 MB of memory') as string,
  });
});

it('tells when the process or its thread is gone', async () => {
  const processes = new CpuProcesses();
  await expect(processes.run(fn('leave'), {}, idle)).rejects.toMatchObject({ code: 'Failed' });
  await expect(processes.run(fn('exit'), {}, idle)).rejects.toThrow('ended its thread');
  await expect(processes.run(fn('exit'), {}, idle)).rejects.toThrow('ended its thread');
});

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

import { describe, expect, it } from 'vitest';

import type { FileRef } from '../core/target/target.ts';
import { stageInput } from './stage-input.ts';

function stager() {
  const staged: [string, string][] = [];
  const stage = (name: string, content: Uint8Array): Promise<FileRef> => {
    staged.push([name, Buffer.from(content).toString()]);
    return Promise.resolve({ $file: `f${staged.length}`, name, size: content.length });
  };
  return { staged, stage };
}

describe('stageInput', () => {
  it('stages bytes anywhere, named after their key', async () => {
    const { staged, stage } = stager();
    const input = await stageInput({ pdf: Buffer.from('one'), list: [{ scan: new Uint8Array([50]) }] }, stage);
    expect(staged).toEqual([
      ['pdf', 'one'],
      ['scan', '2'],
    ]);
    expect(input).toEqual({ pdf: { $file: 'f1', name: 'pdf', size: 3 }, list: [{ scan: { $file: 'f2', name: 'scan', size: 1 } }] });
  });

  it('gives what JSON gives for everything else', async () => {
    const input = { a: [1, null, undefined, 'x', true], at: new Date(0), gone: undefined, deep: { b: {} } };
    expect(await stageInput(input, stager().stage)).toEqual(JSON.parse(JSON.stringify(input)));
  });

  it('keeps a key called __proto__ a key', async () => {
    const input = JSON.parse('{"__proto__": {"admin": true}}') as Record<string, unknown>;
    const staged = await stageInput(input, stager().stage);
    expect(Object.keys(staged)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(staged)).toBe(Object.prototype);
  });

  it.each([
    [{ a: { n: Number.NaN } }, '/a/n'],
    [{ big: 1n }, '/big'],
    [{ f: () => 1 }, '/f'],
    [{ m: new Map() }, '/m'],
    [{ d: new Date(Number.NaN) }, '/d'],
  ])('refuses %o and says where', async (input, pointer) => {
    await expect(stageInput(input, stager().stage)).rejects.toMatchObject({
      code: 'InvalidInput',
      message: expect.stringContaining(pointer) as string,
    });
  });

  it('refuses a circle', async () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    await expect(stageInput(circle, stager().stage)).rejects.toMatchObject({ code: 'InvalidInput' });
  });

  it('refuses an input that is no object', async () => {
    await expect(stageInput([] as never, stager().stage)).rejects.toMatchObject({ code: 'InvalidInput' });
  });
});

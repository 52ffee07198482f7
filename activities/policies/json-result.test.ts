import { expect, it } from 'vitest';

import { tempFolder } from '../../test/helpers/temp-folder.ts';
import { PayloadFiles } from '../../src/files/payload-files.ts';
import { PayloadFolder } from '../../src/files/payload-folder.ts';
import { jsonResult } from './json-result.ts';

const convert = (value: unknown) => jsonResult(value, new PayloadFiles(new PayloadFolder(tempFolder())));

it('gives what JSON carries', async () => {
  const value = { text: 'a', list: [1, null, { deep: true }] };
  expect(await convert(value)).toEqual(value);
  expect(await convert(undefined)).toBeNull();
  expect(await convert({ gone: undefined, kept: [undefined] })).toEqual({ kept: [null] });
  expect(await convert({ at: new Date(0) })).toEqual({ at: '1970-01-01T00:00:00.000Z' });
  const shared = { a: 1 };
  expect(await convert([shared, shared])).toEqual([shared, shared]);
});

it('keeps bytes as files', async () => {
  const files = new PayloadFiles(new PayloadFolder(tempFolder()));
  const result = (await jsonResult({ pdf: Buffer.from('hello') }, files)) as { pdf: { $file: string; name: string; size: number } };
  expect(result.pdf).toEqual({ $file: expect.stringMatching(/^sha256:/) as string, name: 'result.pdf', size: 5 });
  expect(Buffer.from(await files.read(result.pdf)).toString()).toBe('hello');
});

const circular: { self?: unknown } = {};
circular.self = [circular];
const deep = Array.from({ length: 500 }).reduce<unknown>((inner) => [inner], 1);

it.each([
  ['a BigInt', { total: { sum: 1n } }, 'result.total.sum is a BigInt'],
  ['NaN', [1, Number.NaN], 'result[1] is NaN'],
  ['a function', { run: () => 1 }, 'result.run is a function'],
  ['a Map', new Map(), 'result is a Map'],
  ['a typed array', { a: new Float64Array(2) }, 'result.a is a Float64Array'],
  ['an error', { error: new TypeError('x') }, 'result.error is a TypeError'],
  ['a circle', circular, 'holds itself'],
  ['endless nesting', deep, 'nested deeper'],
])('refuses %s instead of losing it', async (_name, value, message) => {
  await expect(convert(value)).rejects.toMatchObject({
    code: 'InvalidOutput',
    class: 'permanent',
    message: expect.stringContaining(message) as string,
  });
});

it('refuses results that no history should bear', async () => {
  await expect(convert('x'.repeat(33 * 1024 * 1024))).rejects.toMatchObject({ code: 'PayloadTooLarge' });
});

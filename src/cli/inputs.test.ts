import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { readInputs } from './inputs.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'inputs-'));
  writeFileSync(join(folder, 'order.json'), '\uFEFF{"orderId": "ORD-1", "n": 1}');
  writeFileSync(join(folder, 'list.json'), '[1]');
  writeFileSync(join(folder, 'broken.json'), '{"a": }');
  writeFileSync(join(folder, 'a.pdf'), Buffer.from([0, 255]));
});
afterAll(() => rmSync(folder, { recursive: true }));

const stage = (name: string, content: Uint8Array): Promise<unknown> => Promise.resolve({ $file: 'x', name, size: content.length });

function problem(...options: string[]): Promise<StepwrightError> {
  return readInputs(options, stage).then(
    () => new StepwrightError('Taken', 'nothing was refused'),
    (error: unknown) => error as StepwrightError,
  );
}

describe('readInputs', () => {
  it('is empty without options', async () => {
    expect(await readInputs([], stage)).toEqual({});
  });

  it('takes a JSON object and a file with one, the later key over the earlier', async () => {
    expect(await readInputs([`@${join(folder, 'order.json')}`, ' {"n": 2, "x": "a=@b"}'], stage)).toEqual({
      orderId: 'ORD-1',
      n: 2,
      x: 'a=@b',
    });
  });

  it('stages a named file under its own name', async () => {
    expect(await readInputs([`invoice=@${join(folder, 'a.pdf')}`], stage)).toEqual({ invoice: { $file: 'x', name: 'a.pdf', size: 2 } });
  });

  it.each([
    ['{"a": ', '--input: not valid JSON'],
    ['[1]', 'must be a JSON object, not a list'],
    ['null', 'must be a JSON object, not null'],
    ['"x"', 'must be a JSON object, not a string'],
  ])('refuses %s', async (option, message) => {
    const error = await problem(option);
    expect(error.code).toBe('InvalidInput');
    expect(error.message).toContain(message);
    expect(error.hint).toBeTruthy();
  });

  it('names the file that is missing, broken, a folder or not an object', async () => {
    expect((await problem('@nowhere.json')).message).toBe('--input @nowhere.json: there is no file nowhere.json');
    expect((await problem('x=@nowhere.pdf')).message).toContain('there is no file nowhere.pdf');
    expect((await problem(`@${folder}`)).message).toContain('is a folder');
    expect((await problem(`@${join(folder, 'broken.json')}`)).message).toMatch(/broken\.json: not valid JSON/);
    expect((await problem(`@${join(folder, 'list.json')}`)).message).toMatch(/list\.json: the input must be a JSON object/);
  });

  it('shows how a value is given', async () => {
    expect((await problem('count=5')).hint).toBe(`Write --input '{"count":5}', or --input count=@PATH for a file.`);
    expect((await problem('name=Ada')).hint).toContain(`'{"name":"Ada"}'`);
  });
});

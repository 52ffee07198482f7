import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

import { expect, it } from 'vitest';

import { tempFolder } from '../../../test/helpers/temp-folder.ts';
import { DataFolder } from './data-folder.ts';
import { appendOnce } from './json-lines.ts';

function open() {
  const folder = new DataFolder(tempFolder());
  const path = folder.path('slack', 'general.jsonl');
  const append = (idempotencyKey: string, text: string) =>
    appendOnce(folder, path, { idempotencyKey, signal: new AbortController().signal, make: () => ({ idempotencyKey, text }) });
  return { path, append, lines: () => readFileSync(path, 'utf8') };
}

it('drops a line that a killed process left unfinished, and writes its own whole', async () => {
  const { path, append, lines } = open();
  await append('a', 'one');
  appendFileSync(path, '{"idempotencyKey":"b","te');
  await append('b', 'two');
  expect(lines()).toBe('{"idempotencyKey":"a","text":"one"}\n{"idempotencyKey":"b","text":"two"}\n');
});

it('is not misled by a text that looks like a key', async () => {
  const { append, lines } = open();
  await append('a', 'the key is "b"');
  await append('c', 'b');
  expect(await append('b', 'two')).toEqual({ idempotencyKey: 'b', text: 'two' });
  expect(lines().split('\n')).toHaveLength(4);
});

it('leaves lines of others as they are', async () => {
  const { path, append, lines } = open();
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, 'not json "a"\n');
  await append('z', 'x');
  expect(lines()).toBe('not json "a"\n{"idempotencyKey":"z","text":"x"}\n');
});

import { join, resolve } from 'node:path';

import { expect, it } from 'vitest';

import { whereOf } from './where.ts';

it.each([
  [{ path: join(process.cwd(), 'out', 'a.txt') }, join('out', 'a.txt')],
  [{ path: resolve('/elsewhere/a.txt') }, resolve('/elsewhere/a.txt')],
  [{ path: 'a.txt' }, 'a.txt'],
  [{ path: 'cli/main.ts' }, join('src', 'cli', 'main.ts')],
  [{ url: 'https://x.test/1' }, 'https://x.test/1'],
  [{ webViewLink: `file://${process.cwd()}/drive/a%20b.pdf`, url: 'https://x.test' }, 'drive/a b.pdf'],
  [{ path: 5, status: 200 }, undefined],
  ['text', undefined],
  [null, undefined],
])('%j was written to %s', (data, where) => {
  expect(whereOf(data, join(process.cwd(), 'src'))).toBe(where);
});

import { existsSync, readdirSync } from 'node:fs';

import { expect, it } from 'vitest';

import { ERROR_CODES } from '../../src/core/errors/codes.ts';
import { docsPath } from '../../src/core/errors/docs-url.ts';

it('every error code has a page and every page a code', () => {
  const pages = readdirSync(new URL('../../docs/errors', import.meta.url)).map((file) => file.replace(/\.md$/, ''));
  expect(pages.filter((page) => page !== 'README').toSorted()).toEqual([...ERROR_CODES].toSorted());
  expect(ERROR_CODES.filter((code) => !existsSync(new URL(`../../${docsPath(code)}`, import.meta.url)))).toEqual([]);
});

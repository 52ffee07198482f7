import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ERROR_CODES } from '../../src/core/errors/codes.ts';
import { docsPath } from '../../src/core/errors/docs-url.ts';

const root = new URL('../../', import.meta.url);
const pages = readdirSync(new URL('docs/errors/', root)).filter((file) => file.endsWith('.md'));

describe('docs/errors', () => {
  test('has exactly one page per code', () => {
    expect(pages.map((file) => file.slice(0, -'.md'.length)).sort()).toEqual([...ERROR_CODES].sort());
  });

  test.each(ERROR_CODES)('%s is explained where problems say, with what to do', (code) => {
    const page = readFileSync(new URL(docsPath(code), root), 'utf8');
    expect(page).toMatch(new RegExp(`^# ${code}\\n\\n\\S`));
    expect(page).toContain('\n## How to fix it\n\n');
  });
});

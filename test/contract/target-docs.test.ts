import { readdirSync, readFileSync } from 'node:fs';

import { expect, it } from 'vitest';
import { z } from 'zod';

import { builtinTargets } from '../../src/core/target/builtin/index.ts';

const DOCS = new URL('../../docs/targets/', import.meta.url);

it('every built-in target has a page and every page a target', () => {
  const pages = readdirSync(DOCS).map((file) => file.replace(/\.md$/, ''));
  expect(pages.filter((page) => page !== 'README').sort()).toEqual(builtinTargets.map(({ name }) => name).sort());
});

it.each(builtinTargets.map((target) => [target.name, target] as const))(
  'the page of %s names every action and param',
  (name, { actions }) => {
    const page = readFileSync(new URL(`${name}.md`, DOCS), 'utf8');
    const index = readFileSync(new URL('README.md', DOCS), 'utf8');
    expect(index).toContain(`[${name}](${name}.md)`);
    for (const [action, { params }] of Object.entries(actions)) {
      expect(page).toMatch(new RegExp(`\\b${action}\\b`));
      expect(index).toContain(`\`${action}\``);
      const { properties = {} } = z.toJSONSchema(params, { io: 'input' });
      for (const param of Object.keys(properties)) expect(page, `${name}.${action}`).toContain(`\`${param}\``);
    }
  },
);

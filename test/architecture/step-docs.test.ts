import { readdirSync, readFileSync } from 'node:fs';
import { compileFunction } from 'node:vm';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import * as stepwright from '../../src/index.ts';
import { parseDefinition } from '../../src/core/definition/parse.ts';
import { validateWorkflow } from '../../src/core/validation/validate-workflow.ts';

type Definition = Readonly<Record<string, unknown>>;

const docs = new URL('../../docs/', import.meta.url);
const pages = readdirSync(new URL('steps/', docs)).map((file) => `steps/${file}`);

/** Blocks of a language on a page, in order. */
function blocks(page: string, language: string): readonly string[] {
  const text = readFileSync(new URL(page, docs), 'utf8');
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, block = '']) => block);
}

/** The definitions and lists of steps that a page shows as YAML; what holds `…` and what is only a comment is neither. */
function definitionsIn(page: string): readonly Definition[] {
  const whole = blocks(page, 'yaml').filter((block) => !block.includes('…') && /^[^#]/m.test(block));
  return whole.flatMap((block) => {
    const { value, problems } = parseDefinition(block, { format: 'yaml' });
    expect({ block, problems }).toEqual({ block, problems: [] });
    if (Array.isArray(value)) return [{ id: 'docs', name: 'Docs', steps: value }];
    const isWhole = typeof value === 'object' && value !== null && 'id' in value && ('steps' in value || 'states' in value);
    return isWhole ? [value] : [];
  });
}

/** Runs builder code with all that `stepwright` exports; types are left out, since `npm run types` does not see it. */
function run(code: string, given: Definition): unknown {
  const { outputText } = ts.transpileModule(code, { compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext } });
  const known = { ...stepwright, ...stepwright.targets, z, ...given };
  return (compileFunction(outputText, Object.keys(known)) as (...values: readonly unknown[]) => unknown)(...Object.values(known));
}

/** The steps that builder code adds to `w`. */
function stepsOf(code: string): unknown {
  return stepwright.workflow('docs', { name: 'Docs' }, (w, input) => void run(code, { w, input })).steps;
}

describe.each(pages)('docs/%s', (page) => {
  it('shows steps that are valid', () => {
    for (const definition of definitionsIn(page)) expect(validateWorkflow(definition).errors).toEqual([]);
  });

  it('shows builder code that makes the same', () => {
    const shown = definitionsIn(page);
    blocks(page, 'ts').forEach((code, i) => expect(stepsOf(code)).toEqual(shown[i]?.['steps']));
  });
});

it('docs/state-machines.md shows a valid machine, and builder code that makes the same', () => {
  const [shown] = definitionsIn('state-machines.md');
  const [code] = blocks('state-machines.md', 'ts');
  expect(validateWorkflow(shown).errors).toEqual([]);
  expect(run(`${code}\nreturn ticket;`, {})).toEqual(shown);
});

it.each(['language.md', 'cache.md', 'circuit-breaker.md'])('docs/%s shows definitions that are valid', (page) => {
  for (const definition of definitionsIn(page)) expect(validateWorkflow(definition).errors).toEqual([]);
});

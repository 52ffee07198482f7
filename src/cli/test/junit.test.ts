import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { renderJunit, writeJunit } from './junit.ts';
import type { TestReport } from './test-report.ts';

const NASTY = 'a <b> & "c"\n\u0000\u001B]0;\uD800 é';

const report: TestReport = {
  passed: 1,
  failed: 1,
  files: [
    {
      file: 'order.test.yaml',
      problems: [],
      tests: [
        { name: 'passes', passed: true, took: 12, duration: 0, differences: [] },
        {
          name: NASTY,
          passed: false,
          took: 30,
          differences: [
            { path: 'status', pointer: '/expect/status', expected: 'COMPLETED', got: NASTY, note: NASTY, line: 7, column: 3 },
            { path: 'output', pointer: '/expect/output', expected: { a: 1 }, got: undefined },
          ],
        },
      ],
    },
    {
      file: 'bad.test.yaml',
      problems: [{ severity: 'error', code: 'InvalidYaml', pointer: '', message: NASTY, line: 1, column: 1 }],
      tests: [],
    },
  ],
};

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

function unescaped(text: string): string {
  return text.replaceAll(/&(?:#(\d+)|(\w+));/g, (all, code: string | undefined, name = '') =>
    code === undefined ? (ENTITIES[name as string] ?? all) : String.fromCodePoint(Number(code)),
  );
}

/** Reads XML without comments and namespaces, and throws at anything that is not well-formed. */
function parseXml(text: string): Element {
  if (/[\0-\x08\x0B\x0C\x0E-\x1F]|&(?!(?:amp|lt|gt|quot|#\d+);)/.test(text)) throw new Error('a character that XML does not have');
  const [declaration = ''] = /^<\?xml version="1\.0" encoding="UTF-8"\?>\n/.exec(text) ?? [];
  if (declaration === '') throw new Error('no declaration');
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  for (const [, tag, content = ''] of text.slice(declaration.length).matchAll(/<([^<>]*)>|([^<>]+)/g)) {
    const top = open.at(-1) ?? root;
    if (tag === undefined) top.text += unescaped(content);
    else if (tag.startsWith('/')) {
      if (open.length < 2 || open.pop()?.name !== tag.slice(1)) throw new Error(`</${tag}> closes nothing`);
    } else {
      const [, name = '', attributes = '', empty = ''] = /^([a-z]+)((?: [a-z]+="[^"<>]*")*)(\/?)$/.exec(tag) ?? [];
      if (name === '') throw new Error(`<${tag}> is no tag`);
      const pairs = [...attributes.matchAll(/ ([a-z]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, unescaped(value)] as const);
      const element: Element = { name, attributes: Object.fromEntries(pairs), children: [], text: '' };
      top.children.push(element);
      if (empty === '') open.push(element);
    }
  }
  const [only, ...others] = root.children;
  if (only === undefined || others.length > 0 || open.length !== 1) throw new Error('not one element');
  return only;
}

describe('renderJunit', () => {
  const xml = parseXml(renderJunit(report));
  const suites = xml.children;

  it('counts tests, failures and files that are not valid', () => {
    expect(xml).toMatchObject({ name: 'testsuites', attributes: { tests: '3', failures: '1', errors: '1', time: '0.042' } });
    expect(
      suites.map(({ name, attributes }) => [name, attributes['name'], attributes['tests'], attributes['failures'], attributes['errors']]),
    ).toEqual([
      ['testsuite', 'order.test.yaml', '2', '1', '0'],
      ['testsuite', 'bad.test.yaml', '1', '0', '1'],
    ]);
  });

  it('has a case for each test; a failed one says the first difference, and then all', () => {
    const [passes, fails] = suites[0]?.children ?? [];
    expect(passes).toMatchObject({
      name: 'testcase',
      attributes: { name: 'passes', classname: 'order.test.yaml', time: '0.012' },
      children: [],
    });
    const [failure] = fails?.children ?? [];
    expect(failure).toMatchObject({ name: 'failure', attributes: { message: expect.stringMatching(/^status: expected COMPLETED, got /) } });
    expect(failure?.text).toMatch(/^order\.test\.yaml:7: status: .*order\.test\.yaml:1: output: expected \{"a":1\}, got nothing$/s);
  });

  it('holds any text, but for characters that XML does not have', () => {
    const [, fails] = suites[0]?.children ?? [];
    expect(fails?.attributes['name']).toBe('a <b> & "c"\n\uFFFD\uFFFD]0;\uD800 é');
    expect(suites[1]?.children[0]?.children[0]).toMatchObject({ name: 'error', attributes: { type: 'InvalidYaml' } });
  });
});

describe('writeJunit', () => {
  it('makes the folder, and refuses what is no place for a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'junit-'));
    try {
      const file = join(folder, 'out', 'junit.xml');
      await writeJunit(file, report);
      // A half of a surrogate pair does not survive UTF-8.
      expect(readFileSync(file, 'utf8')).toBe(renderJunit(report).replaceAll('\uD800', '\uFFFD'));
      writeFileSync(join(folder, 'file'), '');
      await expect(writeJunit(join(folder, 'file', 'x.xml'), report)).rejects.toMatchObject({ code: 'InvalidValue' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDefinition } from './parse.ts';

const first = (text: string, format: 'yaml' | 'json' = 'yaml') => parseDefinition(text, { format }).problems[0];

describe('parseDefinition', () => {
  test('reads YAML 1.2', () => {
    const { value, problems } = parseDefinition('id: a\nanswer: no\nmode: 0o17\nlist: [1, "2"]\n__proto__: { x: 1 }\n');
    expect(problems).toEqual([]);
    expect(JSON.stringify(value)).toBe('{"id":"a","answer":"no","mode":15,"list":[1,"2"],"__proto__":{"x":1}}');
  });

  test.each([
    ['message: Total: 5', 1, 10, 'put the value in quotes: it holds ": "'],
    ['a: 1\nparams: { to: ${ $x } }', 2, 16, 'inside { } and [ ], put values in quotes that hold { } [ ] or ,'],
    ['items: [ $list[0].a ]', 1, 15, 'inside { } and [ ], put values in quotes that hold { } [ ] or ,'],
    ['a: @home', 1, 4, 'put values that begin with "@" in quotes'],
    ['a: %x', 1, 4, 'put values that begin with "%" in quotes'],
    ['a: !done', 1, 4, 'put values that begin with "!" in quotes'],
    ['a: *.txt', 1, 4, 'put values that begin with "*" in quotes'],
    ['a: "$x" and more', 1, 9, 'put the whole value in quotes'],
    ['a:\n\tb: 1', 2, 1, 'indent with spaces'],
    ['a: 1\nb: 2\na: 3', 3, 1, 'remove one of the two'],
    ['a: 1\n---\nb: 2', 2, 1, 'write one definition per file, without "---" between'],
  ])('%j', (text, line, column, hint) => {
    expect(parseDefinition(text)).not.toHaveProperty('value');
    expect(first(text)).toMatchObject({ severity: 'error', code: 'InvalidYaml', line, column, hint });
  });

  test('says one thing per mistake', () => {
    expect(parseDefinition('a: { b: ${x}, c: ${y} }\nd: 1').problems).toHaveLength(1);
    expect(parseDefinition('a: b: c\nd: @e\nf: g: h').problems).toHaveLength(3);
  });

  test('says where JSON is broken', () => {
    expect(first('{\n  "a": 1,\n}', 'json')).toMatchObject({ code: 'InvalidJson', line: 3, column: 1, hint: 'remove the comma before it' });
    expect(first('{"a": 1, "a": 2}', 'json')).toMatchObject({
      code: 'InvalidJson',
      line: 1,
      column: 10,
      message: 'the key "a" is there twice',
    });
    expect(first('', 'json')?.code).toBe('InvalidJson');
  });

  test('refuses what would take the process down, or be another YAML', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${Array.from('bcdefghi')
      .map((name, i) => `${name}: &${name} [${Array.from({ length: 9 }, () => `*${'abcdefgh'[i]}`).join(',')}]`)
      .join('\n')}`;
    for (const text of [
      bomb,
      '['.repeat(50_000),
      `a: ${'x'.repeat(2_000_001)}`,
      `${'- '.repeat(300)}x`,
      '%YAML 1.1\n---\na: no',
      '',
      'a: .nan',
      '[a]: 1',
    ]) {
      const { problems, value } = parseDefinition(text, { format: 'yaml' });
      expect(value).toBeUndefined();
      expect(problems[0]).toMatchObject({ severity: 'error', code: 'InvalidYaml' });
    }
    expect(first('['.repeat(50_000), 'json')?.code).toBe('InvalidJson');
    expect(first(`${'['.repeat(50_000)}${']'.repeat(50_000)}`, 'json')?.code).toBe('InvalidJson');
  });

  test('warns of a comment that was meant as text, and of rounded numbers', () => {
    const { value, problems } = parseDefinition('message: Order #$orderId\nid: 12345678901234567890\nfine: 1 # note');
    expect(value).toBeDefined();
    expect(problems.map(({ severity, line }) => [severity, line])).toEqual([
      ['warning', 1],
      ['warning', 2],
    ]);
  });

  test('tells JSON from YAML by the ending, else by the text', () => {
    expect(parseDefinition('{a: 1}', { file: 'x.json' }).problems[0]).toMatchObject({ code: 'InvalidJson', file: 'x.json' });
    expect(parseDefinition('{a: 1}').value).toEqual({ a: 1 });
    expect(parseDefinition('{"a": 1e3}').value).toEqual({ a: 1000 });
  });

  test('never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.json(), fc.string({ unit: fc.constantFrom(...Array.from('{}[]:,-#&*!|>\'"%@`$ \n\tab1')) })),
        (text) => {
          for (const format of ['yaml', 'json'] as const) expect(Array.isArray(parseDefinition(text, { format }).problems)).toBe(true);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('locate', () => {
  const text = [
    'id: a',
    'steps:',
    '  - id: one',
    '    params: { to: "$x.y", "a/b": [1, two] }',
    '    note: |',
    '      see $one.id',
    '      and $two',
    "  - {id: 'second'}",
  ].join('\n');
  const { locate } = parseDefinition(text);

  test.each([
    ['/id', undefined, undefined, [1, 5, 1]],
    ['/id', 'key', undefined, [1, 1, 2]],
    ['/steps', undefined, undefined, [2, 1, 5]],
    ['/steps/0', undefined, undefined, [3, 5, 2]],
    ['/steps/0/params/to', undefined, undefined, [4, 19, 6]],
    ['/steps/0/params/to', undefined, { offset: 0, length: 2 }, [4, 20, 2]],
    ['/steps/0/params/a~1b/1', undefined, undefined, [4, 38, 3]],
    ['/steps/0/note', undefined, { offset: 16, length: 4 }, [7, 11, 4]],
    ['/steps/0/missing', undefined, undefined, [3, 5, 2]],
    ['/steps/1/id', undefined, undefined, [8, 10, 8]],
    ['/nowhere/at/all', undefined, undefined, [1, 1, 5]],
  ] as const)('%s %s', (pointer, at, part, [line, column, length]) => {
    expect(locate(pointer, at, part)).toEqual({ line, column, length });
  });

  test('finds the same occurrence of a text as in the value', () => {
    const { locate } = parseDefinition('m: "$a \\u0024x, $a, $a"');
    expect(locate('/m', 'value', { offset: 11, length: 2 })).toMatchObject({ column: 21 });
  });

  test('works for JSON', () => {
    expect(parseDefinition('{\n "a": {"b": [10, 20]}\n}', { format: 'json' }).locate('/a/b/1')).toEqual({ line: 2, column: 18, length: 2 });
  });
});

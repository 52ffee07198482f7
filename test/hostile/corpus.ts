/** Definitions that nobody means well with, made when needed. */

type Fields = Readonly<Record<string, unknown>>;

/** A little less than the most characters that a definition may have. */
export const NEARLY_TOO_LONG = 1_900_000;

export function times(text: string, characters = NEARLY_TOO_LONG): string {
  return text.repeat(Math.floor(characters / text.length));
}

export function nested(levels: number, wrap: (inner: unknown) => unknown, innermost: unknown = 1): unknown {
  let value = innermost;
  for (let level = 0; level < levels; level += 1) value = wrap(value);
  return value;
}

export function step(more: Fields = {}): Fields {
  return { id: 'a', target: 'util', action: 'echo', params: { value: 1 }, ...more };
}

export function steps(count: number, more: (i: number) => Fields = () => ({})): readonly Fields[] {
  return Array.from({ length: count }, (_, i) => step({ id: `s${i}`, ...more(i) }));
}

export function workflow(list: unknown, more: Fields = {}): Fields {
  return { id: 'hostile', name: 'Hostile', steps: list, ...more };
}

const said = (value: unknown): Fields => workflow([step({ params: { value } })]);

/** What it is, the code it is refused with, and the definition. */
export const DEFINITIONS: readonly (readonly [string, string, () => unknown])[] = [
  ['10 MB of name', 'InvalidValue', () => workflow([step({ name: times('x', 10_000_000) })])],
  ['10 MB of dollar signs', 'InvalidValue', () => said(times('$', 10_000_000))],
  [
    '10,000 blocks in one another',
    'InvalidValue',
    () => workflow(nested(10_000, (then) => [step({ type: 'if', condition: 'true', then })], [])),
  ],
  ['10,000 maps in one another', 'InvalidValue', () => said(nested(10_000, (inner) => ({ inner })))],
  ['lists that double 40 times', 'InvalidValue', () => said(nested(40, (inner) => [inner, inner]))],
  [
    'a definition that holds itself',
    'InvalidValue',
    () => {
      const list: unknown[] = [];
      list.push({ id: 'p', type: 'parallel', branches: { a: list } });
      return workflow(list);
    },
  ],
  ['a number that JSON has not', 'InvalidValue', () => said(10n)],
  ['12,000 steps', 'StepLimit', () => workflow(steps(12_000))],
  ['600,000 references', 'ExpressionLimit', () => said(times('$a '))],
  ['unclosed expressions', 'ExpressionSyntax', () => said(times('${ '))],
  ['a long chain of fields', 'ForwardReference', () => said(`$a${times('.b')}`)],
  ['a long chain of hyphens', 'ForwardReference', () => said(`$a${times('-b')}`)],
  ['90,000 secrets in expressions', 'InvalidValue', () => said(times('${ $secrets.A } ', 1_500_000))],
  ['a long condition', 'ExpressionLimit', () => workflow([step({ when: times('true && ') })])],
  ['a long duration', 'InvalidDuration', () => workflow([step({ timeout: times('1h') })])],
  ['10,000 unknown dependencies', 'UnknownDependency', () => workflow(steps(10_000, (i) => ({ dependsOn: [`step-${i}`] })))],
  ['10,000 unknown references', 'UnknownReference', () => workflow(steps(10_000, (i) => ({ id: `step-${i}`, when: `$stp-${i} == 1` })))],
  [
    'a circle of 10,000 steps',
    'DependencyCycle',
    () =>
      workflow(
        steps(10_000, (i) => ({ dependsOn: [`s${(i + 1) % 10_000}`] })),
        { mode: 'graph' },
      ),
  ],
  ['a target with a very long name', 'UnknownTarget', () => workflow([step({ target: times('t') })])],
  [
    'names that are nearly alike and very long',
    'UnknownDependency',
    () => workflow([step({ id: times('s', 900_000), dependsOn: [times('s', 899_999)] })]),
  ],
  ['a schema that is itself', 'InvalidSchema', () => workflow([step()], { input: { $ref: '#' } })],
  ['a pattern that looks back', 'InvalidSchema', () => workflow([step()], { input: { properties: { x: { pattern: '(?<=a)b' } } } })],
  ['a timeout of NaN', 'InvalidValue', () => workflow([step({ timeout: Number.NaN })])],
  ['a timeout without end', 'InvalidValue', () => workflow([step({ timeout: Infinity })])],
  ['a timeout below nothing', 'InvalidDuration', () => workflow([step({ timeout: -1 })])],
  ['a timeout of ages', 'InvalidDuration', () => workflow([step({ timeout: '99999999999999999999d' })])],
  ['retries without end', 'InvalidValue', () => workflow([step({ retryCount: Infinity })])],
  ['a step called __proto__', 'ReservedName', () => workflow([step({ id: '__proto__' })])],
  ['a step called constructor', 'ReservedName', () => workflow([step({ id: 'constructor' })])],
  ['a step that looks like another', 'InvalidValue', () => workflow([step({ id: 'p\u0430y' })])],
  ['a step with a mark that turns the text round', 'InvalidValue', () => workflow([step({ id: 'pay\u202Eyap' })])],
  ['a branch called constructor', 'ReservedName', () => workflow([{ id: 'p', type: 'parallel', branches: { constructor: [step()] } }])],
  [
    'a variable called __proto__',
    'ReservedName',
    () => workflow([{ id: 's', type: 'set', values: JSON.parse('{"__proto__":1}') as unknown }]),
  ],
  [
    'a state called constructor',
    'ReservedName',
    () => ({ id: 'm', name: 'M', initial: 'constructor', states: { constructor: { type: 'final' } } }),
  ],
];

/** What it is, and the text; none is read. */
export const TEXTS: readonly (readonly [string, 'json' | 'yaml', () => string])[] = [
  ['10 MB', 'yaml', () => times('a: 1\n', 10_000_000)],
  ['100,000 lists in one another', 'json', () => '['.repeat(100_000) + ']'.repeat(100_000)],
  ['100,000 lists that are not closed', 'json', () => '['.repeat(100_000)],
  ['10,000 lists in one another', 'yaml', () => '['.repeat(10_000) + ']'.repeat(10_000)],
  // It ended the whole process: the stack was full when a regular expression was to be compiled.
  ['500,000 lists that are not closed', 'yaml', () => '['.repeat(500_000)],
  ['10,000 maps in one another', 'yaml', () => '{a: '.repeat(10_000)],
  ['1,000 maps by indentation', 'yaml', () => Array.from({ length: 1000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
  ['lists in lists on one line', 'yaml', () => '- '.repeat(100_000)],
  [
    'aliases of aliases',
    'yaml',
    () => ['a0: &a0 [x, x]', ...Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`)].join('\n'),
  ],
  ['an alias of itself', 'yaml', () => 'a: &a [*a]'],
  ['the same key over and over', 'yaml', () => 'a: 1\n'.repeat(20_000)],
];

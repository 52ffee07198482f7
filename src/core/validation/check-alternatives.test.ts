import { describe, expect, test } from 'vitest';
import { found, withSteps } from '../../../test/helpers/found-problems.ts';

const N = (id: string) => `steps: [{ id: ${id}, type: checkpoint }]`;

describe('the first that fits is taken', () => {
  test.each<[string, string, string[]]>([
    [
      'catches in order',
      `type: try, ${N('a')}, catch: [{ errors: [timeout], ${N('b')} }, { when: $error.code == "x", ${N('c')} }, { ${N('d')} }]`,
      [],
    ],
    [
      'a catch after one that takes all',
      `type: try, ${N('a')}, catch: [{ ${N('b')} }, { errors: [timeout], ${N('c')} }]`,
      ['UnreachableStep /steps/0/catch/1'],
    ],
    [
      'also where it says so',
      `type: try, ${N('a')}, catch: [{ errors: ["*"], ${N('b')} }, { ${N('c')} }]`,
      ['UnreachableStep /steps/0/catch/1'],
    ],
    [
      'a catch that is never taken',
      `type: try, ${N('a')}, catch: [{ when: false, ${N('b')} }]`,
      ['UnreachableStep? /steps/0/catch/0/when'],
    ],
    [
      'cancellation is not caught',
      `type: try, ${N('a')}, catch: [{ errors: [timeout, cancelled], ${N('b')} }]`,
      ['InvalidValue? /steps/0/catch/0/errors/1'],
    ],
    [
      'a case after one that is true',
      `type: switch, cases: [{ when: true, ${N('a')} }, { when: $input.x, ${N('b')} }]`,
      ['UnreachableStep? /steps/0/cases/1'],
    ],
    [
      'a case that is false',
      `type: switch, cases: [{ when: "\${ false }", ${N('a')} }, { when: $input.x, ${N('b')} }]`,
      ['UnreachableStep? /steps/0/cases/0/when'],
    ],
  ])('%s', (_name, fields, expected) => {
    expect(found(withSteps(`  - { id: s, ${fields} }`))).toEqual(expected);
  });

  test.each<[string, string[]]>([
    ['on: { GO: [{ target: b, when: $event.data.ok }, b] }', []],
    ['on: { GO: [b, { target: b, when: $event.data.ok }] }', ['UnreachableStep /states/a/on/GO/1']],
    ['after: { 1d: [{ target: b }, b] }', ['UnreachableStep /states/a/after/1d/1']],
    ['always: [{ target: b, when: true }, b]', ['UnreachableStep? /states/a/always/1']],
    ['onError: [{ when: $error.code == "x", target: b }, b, b], on: { GO: b }', ['UnreachableStep /states/a/onError/2']],
    ['on: { GO: { target: b, when: false }, X: b }', ['UnreachableStep? /states/a/on/GO/when']],
  ])('transitions: %s', (fields, expected) => {
    expect(found(`id: w\nname: W\ninitial: a\nstates: { a: { ${fields} }, b: { type: final } }`)).toEqual(expected);
  });
});

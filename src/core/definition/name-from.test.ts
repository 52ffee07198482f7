import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { freeName, nameFrom } from './name-from.ts';
import { name } from './schema-parts.ts';

describe('nameFrom', () => {
  test.each([
    ['deploy-database', 'deploy-database'],
    ['Deploy database!', 'deploy-database'],
    ['Überweisung prüfen', 'uberweisung-prufen'],
    ['1st step', 'step-1st-step'],
    ['部署', 'step'],
    ['', 'step'],
    ['input', 'step-input'],
    ['constructor', 'step-constructor'],
  ])('%j gives %s', (text, expected) => {
    expect(nameFrom(text, 'step')).toBe(expected);
  });

  test('whatever the text, the language takes it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.constantFrom('run', 'toString', '__proto__')), (text) => {
        expect(name.safeParse(nameFrom(text, 'step')).success).toBe(true);
      }),
    );
  });
});

describe('freeName', () => {
  test('counts on from 2', () => {
    expect(freeName('a', new Set())).toBe('a');
    expect(freeName('a', new Set(['a', 'a-2']))).toBe('a-3');
  });
});

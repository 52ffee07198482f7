import { describe, expect, it } from 'vitest';

import { conditionText, noteText, titleText, wrap } from './labels.ts';

describe('titleText', () => {
  it.each([
    ['two\nlines\r\n and\ttabs ', 'two lines and tabs'],
    ['nul \u0000 bell \u0007.', 'nul  bell .'],
    ['half \uD83D of a pair, whole 😀', 'half  of a pair, whole 😀'],
    ['turned \u202Eround', 'turned round'],
    ['', ''],
  ])('%j is one line of text', (text, expected) => {
    expect(titleText(text)).toBe(expected);
  });

  it('is cut, never inside of a character', () => {
    const cut = titleText('😀'.repeat(500));
    expect(Array.from(cut)).toHaveLength(160);
    expect(cut.endsWith('😀…')).toBe(true);
  });
});

describe('noteText', () => {
  it.each([
    [['a', 1], '["a",1]'],
    [{ a: true }, '{"a":true}'],
    [undefined, ''],
    ['x'.repeat(100), `${'x'.repeat(47)}…`],
  ])('%j', (value, expected) => {
    expect(noteText(value)).toBe(expected);
  });
});

describe('conditionText', () => {
  it.each([
    ['$a > 1', '$a > 1'],
    ['${ $a > 1 }', '$a > 1'],
    [' ${\n  $a\n    && $b } ', '$a && $b'],
    [true, 'true'],
    ['', 'never'],
  ])('%j', (condition, expected) => {
    expect(conditionText(condition)).toBe(expected);
  });
});

describe('wrap', () => {
  it.each([
    ['short', 10, ['short']],
    ['$customer.plan == "enterprise" || $hours <= 1', 28, ['$customer.plan ==', '"enterprise" || $hours <= 1']],
    ['abcdefghij', 4, ['abcd', 'efgh', 'ij']],
    ['a bcdefgh', 3, ['a', 'bcd', 'efg', 'h']],
    ['', 5, ['']],
  ])('%j in %d', (line, width, expected) => {
    expect(wrap(line, width)).toEqual(expected);
  });

  it('loses nothing and keeps within the width', () => {
    const text = 'In the beginning was a rather long sentence, with anextraordinarilylongwordinthemiddle of it.';
    for (let width = 1; width < 60; width += 1) {
      const lines = wrap(text, width);
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
    }
  });
});

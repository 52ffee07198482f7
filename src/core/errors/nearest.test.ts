import { describe, expect, test } from 'vitest';
import { nearest } from './nearest.ts';

describe('the nearest word', () => {
  test.each([
    ['amuont', ['id', 'amount'], 'amount'],
    ['send_notificaton', ['urgent_notify', 'send_notification'], 'send_notification'],
    ['stpes', ['steps', 'step'], 'steps'],
    ['colour', ['color', 'colours'], 'color'],
    ['Amount', ['amount'], 'amount'],
    ['abcd', ['badc'], 'badc'],
  ])('of %s among %j is %s', (word, candidates, expected) => {
    expect(nearest(word, candidates)).toBe(expected);
  });

  test.each([
    ['order', ['invoice', 'customer']],
    ['a', ['b', 'c']],
    ['id', ['xy']],
    ['amount', ['amout', 'amount']],
    ['amount', []],
  ])('of %s among %j is none', (word, candidates) => {
    expect(nearest(word, candidates)).toBeUndefined();
  });

  test('takes the closest, and of equals the first', () => {
    expect(nearest('card', ['care', 'cart', 'cards'])).toBe('care');
    expect(nearest('cardx', ['care', 'card'])).toBe('card');
  });
});

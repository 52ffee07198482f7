import { describe, expect, test } from 'vitest';

import { Scope } from './scope.ts';

describe('Scope', () => {
  test('cancels its children with its reason, in order of registration', () => {
    const parent = Scope.root();
    const told: string[] = [];
    const first = parent.child();
    first.onCancel((reason) => told.push(`first ${reason}`));
    parent.onCancel((reason) => told.push(`parent ${reason}`));
    parent.child().onCancel((reason) => told.push(`second ${reason}`));
    parent.cancel('timeout');
    expect(told).toEqual(['first timeout', 'parent timeout', 'second timeout']);
    expect(first.reason).toBe('timeout');
  });

  test('a child is cancelled alone', () => {
    const parent = Scope.root();
    const child = parent.child();
    child.cancel('superseded');
    expect([parent.cancelled, child.cancelled]).toEqual([false, true]);
  });

  test('is cancelled once: the first reason stays', () => {
    const scope = Scope.root();
    let times = 0;
    scope.onCancel(() => (times += 1));
    scope.cancel('cancelled');
    scope.cancel('timeout');
    expect([scope.reason, times]).toEqual(['cancelled', 1]);
  });

  test('a listener that comes late is called at once, one that left is not', () => {
    const scope = Scope.root();
    const told: string[] = [];
    const off = scope.onCancel(() => told.push('left'));
    off();
    scope.cancel('cancelled');
    scope.onCancel(() => told.push('late'));
    expect(told).toEqual(['late']);
  });

  test('a child of a cancelled scope is cancelled', () => {
    const scope = Scope.root();
    scope.cancel('cancelled');
    expect(scope.child().cancelled).toBe(true);
  });

  test('an ended scope hears of its parent no more', () => {
    const parent = Scope.root();
    const child = parent.child();
    child.end();
    parent.cancel('cancelled');
    expect(child.cancelled).toBe(false);
  });
});

import { expect, test } from 'vitest';

import type { Step } from '../definition/step.ts';
import { TopList } from './progress.ts';

const STEPS = ['a', 'b', 'c'].map((id) => ({ id, name: `Step ${id}`, type: 'return' }) satisfies Step);

test('before anything ran', () => {
  expect(new TopList(STEPS).progress('RUNNING')).toEqual({
    currentStep: 1,
    currentStepName: 'Step a',
    totalSteps: 3,
    completedSteps: 0,
    failedSteps: 0,
    status: 'RUNNING',
    percentComplete: 0,
  });
});

test('the current step is the lowest that runs, or the last one reached', () => {
  const list = new TopList(STEPS);
  list.started('c');
  list.started('b');
  expect(list.progress('RUNNING').currentStep).toBe(2);
  list.ended('b', 'COMPLETED', false);
  expect(list.progress('RUNNING').currentStep).toBe(3);
  list.ended('c', 'COMPLETED', false);
  expect(list.progress('RUNNING')).toMatchObject({ currentStep: 3, completedSteps: 2, percentComplete: 66 });
});

test('settled are completed, skipped, and failed and tolerated', () => {
  const list = new TopList(STEPS);
  list.ended('a', 'SKIPPED', false);
  list.ended('b', 'FAILED', true);
  list.ended('c', 'FAILED', false);
  expect(list.progress('FAILED')).toMatchObject({ completedSteps: 0, failedSteps: 2, percentComplete: 66 });
});

test('a cancelled step is not settled, steps inside blocks do not count', () => {
  const list = new TopList(STEPS);
  list.ended('a', 'CANCELLED', false);
  list.started('a.inner');
  list.ended('a.inner', 'COMPLETED', false);
  expect(list.progress('CANCELLED')).toMatchObject({ completedSteps: 0, percentComplete: 0, currentStep: 1 });
});

import { expect, test } from 'vitest';

import type { Step } from '../definition/step.ts';
import type { WorkflowDefinition } from '../definition/workflow-definition.ts';
import { inSequence } from './in-sequence.ts';

const call = (id: string): Step => ({ id, target: 'util', action: 'echo' });
const of = (...steps: readonly Step[]): WorkflowDefinition => ({ id: 'w', name: 'W', steps });
const loop = { id: 'each', type: 'forEach', items: [1, 2], steps: [call('a')] } as const;

test.each([
  ['steps one after the other', of(call('a'), call('b'))],
  ['blocks and loops', of({ id: 'if', type: 'if', condition: true, then: [loop] }, { id: 'try', type: 'try', steps: [call('b')] })],
])('%s: one call at a time', (_, definition) => {
  expect(inSequence(definition)).toBe(true);
});

test.each([
  ['a graph', { ...of(call('a'), call('b')), mode: 'graph' as const }],
  [
    'branches, however deep',
    of({ id: 'if', type: 'if', condition: true, then: [{ id: 'p', type: 'parallel', branches: { x: [call('a')] } }] }),
  ],
  ['a parallel loop', of({ ...loop, parallel: true })],
  ['branches in finally', { ...of(call('a')), finally: [{ id: 'p', type: 'parallel', branches: { x: [call('b')] } }] as const }],
  ['steps that nobody knows yet', of({ id: 'more', type: 'generate', target: 'util', action: 'echo' })],
  ['a state machine', { id: 'w', name: 'W', initial: 'a', states: { a: { type: 'final' as const } } }],
])('%s: perhaps several', (_, definition) => {
  expect(inSequence(definition)).toBe(false);
});

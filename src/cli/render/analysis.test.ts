import { expect, test } from 'vitest';

import { analyzeWorkflow } from '../../core/analysis/analyze-workflow.ts';
import type { Step } from '../../core/definition/step.ts';
import { colorsFor } from '../terminal.ts';
import { renderAnalysis, renderFactor } from './analysis.ts';

const plain = { colors: colorsFor({}, {}), file: 'order.workflow.yaml' };
const call = (id: string, params = {}): Step => ({ id, target: 'util', action: 'echo', params });

test('a sequence: its levels, and what to do about it', () => {
  const block: Step = { id: 'pack', type: 'if', condition: '$price.ok', then: [call('box'), call('label')] };
  const analysis = analyzeWorkflow(
    { id: 'order', name: 'Order', steps: [call('price'), call('stock'), block, call('ship', { x: '$pack', y: '$stock' })] },
    { durations: { price: 400, stock: 2000, box: 300, label: 100, ship: 1000 } },
  );
  expect(renderAnalysis(analysis, plain)).toBe(
    [
      'order: a sequence of 4 steps',
      'LEVEL  STEP     TIME    NEEDS',
      '1      price    400 ms  –',
      '1      stock *  2.0 s   –',
      '2      pack     400 ms  price',
      '3      ship *   1.0 s   stock, pack',
      'critical path *  stock → ship',
      'side by side     price, stock would save 400 ms',
      'side by side     box, label (in pack) would save 100 ms',
      'estimate         3.8 s as written, 3.0 s at best: 1.3× as fast',
      'assumed          of if and switch the list that takes longest counts',
      'next             stepwright optimize order.workflow.yaml',
    ].join('\n'),
  );
});

test('a graph has nothing to gain; long lists are cut', () => {
  const calls = Array.from({ length: 20 }, (_, i) => call(`s${i}`));
  const all = { ...call('end'), dependsOn: calls.map(({ id }) => id) };
  const text = renderAnalysis(analyzeWorkflow({ id: 'wide', name: 'Wide', mode: 'graph', steps: [...calls, all] }), plain);
  expect(text).toContain('s10, s11, … 8 more');
  expect(text).toMatch(/estimate {9}2\.0 s as written\n/);
  expect(text).not.toContain('next');
});

test('factors', () => {
  expect([1.25, 9.96, 12.4].map(renderFactor)).toEqual(['1.3×', '10.0×', '12×']);
});

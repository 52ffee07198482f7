import { expect, it } from 'vitest';

import { StepStatus } from '../../run/status.ts';
import type { DiagramNode } from './diagram.ts';
import { CLUSTER_LOOKS, EDGE_INK, LOOKS, lookOf } from './looks.ts';

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

it.each(Object.entries({ ...LOOKS, ...CLUSTER_LOOKS }))('%s can be read', (_, { fill, text }) => {
  expect(contrast(fill, text)).toBeGreaterThanOrEqual(4.5);
  expect(contrast(EDGE_INK, fill === LOOKS.ink.fill ? '#ffffff' : fill)).toBeGreaterThanOrEqual(4.5);
});

it.each(Object.entries(LOOKS))('the outline of %s can be seen', (_, { stroke }) => {
  expect(contrast(stroke, '#ffffff')).toBeGreaterThanOrEqual(3);
});

it('tells statuses apart, and a run beats the kind', () => {
  const node = (status: StepStatus): DiagramNode => ({ id: 'a', kind: 'if', title: 'A', notes: [], run: { status, notes: [] } });
  const looks = Object.values(StepStatus).map((status) => lookOf(node(status), true));
  expect(new Set(looks).size).toBe(looks.length);
  const plain: DiagramNode = { id: 'a', kind: 'if', title: 'A', notes: [] };
  expect([lookOf(plain, false), lookOf(plain, true)]).toEqual(['blue', 'plain']);
});

import { describe, expect, test } from 'vitest';

import type { Diagram, DiagramNode } from './diagram.ts';
import { toDot } from './to-dot.ts';

const node = (id: string, more: Partial<DiagramNode> = {}): DiagramNode => ({ id, kind: 'action', title: id, notes: [], ...more });
const diagram = (more: Partial<Diagram>): Diagram => ({ title: 'W', nodes: [], clusters: [], edges: [], ...more });
/** Without what is the same in every diagram. */
const bodyOf = (more: Partial<Diagram>): readonly string[] => toDot(diagram(more)).split('\n').slice(4, -2);

test('nodes, nested clusters and edges', () => {
  const lines = bodyOf({
    nodes: [node('~start', { kind: 'start', title: '' }), node('pay-it', { title: 'Pay it', notes: ['bank.pay', 'optional'] })],
    clusters: [
      {
        id: 'p:',
        kind: 'block',
        title: '',
        nodes: [node('p', { kind: 'forEach' }), node('p~join', { kind: 'join', title: 'all' })],
        clusters: [{ id: 'p.eu:', kind: 'part', title: 'eu', nodes: [node('a')], clusters: [] }],
      },
    ],
    edges: [
      { from: '~start', to: 'p', kind: 'flow' },
      { from: 'p', to: 'a', kind: 'flow', label: '$a > 1' },
      { from: 'a', to: 'p', kind: 'back' },
      { from: 'p', to: 'pay-it', kind: 'aside' },
    ],
  });
  expect(lines).toEqual([
    '  "~start" [id="~start", label="", shape="circle", width="0.2", height="0.2", fixedsize="true", fillcolor="#1f2328", color="#1f2328", fontcolor="#ffffff"]',
    '  "pay-it" [id="pay-it", label=<<B>Pay it</B><BR/><FONT POINT-SIZE="10">bank.pay</FONT><BR/><FONT POINT-SIZE="10">optional</FONT>>, fillcolor="#ffffff", color="#57606a", fontcolor="#1f2328"]',
    '  subgraph "cluster_p:" {',
    '    graph [label="", labeljust="l", fontsize="10", style="rounded,filled", margin="10", fillcolor="#f6f8fa", color="#afb8c1", fontcolor="#57606a"]',
    '    "p" [id="p", label=<<B>p</B>>, shape="hexagon", style="filled", margin="0.08,0.04", fillcolor="#ddf4ff", color="#0969da", fontcolor="#1f2328"]',
    '    "p~join" [id="p~join", label="all", height="0.25", margin="0.12,0.03", fillcolor="#ddf4ff", color="#0969da", fontcolor="#1f2328"]',
    '    subgraph "cluster_p.eu:" {',
    '      graph [label="eu", labeljust="l", fontsize="10", style="rounded,filled,dashed", margin="10", fillcolor="#ffffff", color="#afb8c1", fontcolor="#57606a"]',
    '      "a" [id="a", label=<<B>a</B>>, fillcolor="#ffffff", color="#57606a", fontcolor="#1f2328"]',
    '    }',
    '  }',
    '  "~start" -> "p"',
    '  "p" -> "a" [label=" $a &#62; 1 "]',
    '  "p" -> "a" [style="dashed", dir="back", arrowtail="vee"]',
    '  "p" -> "pay-it" [style="dotted", arrowhead="empty"]',
    '  "a" -> "pay-it" [style="invis"]',
  ]);
});

test('a run: below the title, statuses as colours and words', () => {
  const text = toDot(
    diagram({ subtitle: 'run-1 · FAILED', nodes: [node('a', { kind: 'if', run: { status: 'SKIPPED', notes: ['SKIPPED'] } })] }),
  );
  expect(text).toContain('label="W\\nrun-1 · FAILED\\n"');
  expect(text).toContain(
    'label=<<B>a</B><BR/><B><FONT POINT-SIZE="10">SKIPPED</FONT></B>>, shape="diamond", style="filled,dashed", margin="0.04,0.06", fillcolor="#f6f8fa"',
  );
});

test('a large one is laid out in haste', () => {
  const many = (n: number) => toDot(diagram({ edges: Array.from({ length: n }, () => ({ from: 'a', to: 'b', kind: 'flow' as const })) }));
  expect([many(300), many(301)].map((text) => text.includes('nslimit'))).toEqual([false, true]);
});

describe('text is only ever text', () => {
  test.each<[string, string]>([
    ['say "hi"', 'say &#34;hi&#34;'],
    ['a & b; # c', 'a &#38; b; # c'],
    ['[x] (y) {z}', '&#91;x&#93; &#40;y&#41; &#123;z&#125;'],
    ['</B>><script>', '&#60;/B&#62;&#62;&#60;script&#62;'],
    ['&amp; \\N \\n', '&#38;amp; \\\\N \\\\n'],
    ['C:\\', 'C:\\\\'],
    ["it's 支払い 😀", 'it&#39;s 支払い 😀'],
  ])('%j', (title, escaped) => {
    const lines = bodyOf({
      nodes: [node('a', { title, notes: [title] }), node('j', { kind: 'join', title })],
      edges: [{ from: 'a', to: 'j', kind: 'flow', label: title }],
    });
    expect(lines[0]).toContain(`label=<<B>${escaped}</B><BR/><FONT POINT-SIZE="10">${escaped}</FONT>>`);
    expect(lines[1]).toContain(`label="${escaped}"`);
    expect(lines[2]).toContain(`[label=" ${escaped} "]`);
  });

  test('ids are quoted', () => {
    expect(bodyOf({ edges: [{ from: 'a"b', to: 'c\\', kind: 'flow' }] })).toEqual(['  "a\\"b" -> "c\\\\"']);
  });

  test('long lines are broken', () => {
    const [line] = bodyOf({ nodes: [node('a', { title: 'A name that is longer than a line of a node may be' })] });
    expect(line).toContain('<B>A name that is longer than</B><BR/><B>a line of a node may be</B>');
  });
});

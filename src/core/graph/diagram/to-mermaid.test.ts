import { describe, expect, test } from 'vitest';

import type { Diagram, DiagramNode } from './diagram.ts';
import { toMermaid } from './to-mermaid.ts';

const node = (id: string, more: Partial<DiagramNode> = {}): DiagramNode => ({ id, kind: 'action', title: id, notes: [], ...more });
const diagram = (more: Partial<Diagram>): Diagram => ({ title: 'W', nodes: [], clusters: [], edges: [], ...more });
/** The line of a node with this title. */
const shown = (title: string, more: Partial<DiagramNode> = {}): string =>
  toMermaid(diagram({ nodes: [node('a', { title, ...more })] })).split('\n')[4] ?? '';

test('nodes, nested clusters, edges and colours', () => {
  const text = toMermaid(
    diagram({
      title: 'Order 1.0.0',
      nodes: [node('~start', { kind: 'start', title: '' }), node('pay-it', { title: 'Pay it', notes: ['bank.pay', 'optional'] })],
      clusters: [
        {
          id: 'which:',
          kind: 'block',
          title: '',
          nodes: [node('which', { kind: 'if', title: 'Which?' })],
          clusters: [{ id: 'b:', kind: 'part', title: 'Branch', nodes: [node('wait', { kind: 'wait' })], clusters: [] }],
        },
      ],
      edges: [
        { from: '~start', to: 'which', kind: 'flow' },
        { from: 'which', to: 'wait', kind: 'flow', label: '$a > 1' },
        { from: 'wait', to: 'which', kind: 'back' },
        { from: 'which', to: 'pay-it', kind: 'aside', label: 'else' },
      ],
    }),
  );
  expect(text).toBe(`---
title: "Order 1.0.0"
---
flowchart TD
  n__start((" "))
  n_pay_it("Pay it<br/>bank.pay<br/>optional")
  subgraph n_which_[" "]
    n_which{"Which?"}
    subgraph n_b_["Branch"]
      n_wait(["wait"])
    end
  end
  n__start --> n_which
  n_which -->|"$a #62; 1"| n_wait
  n_wait -.-> n_which
  n_which -.->|"else"| n_pay_it
  n_wait ~~~ n_pay_it
  classDef ink fill:#1f2328,stroke:#1f2328,color:#ffffff
  class n__start ink
  classDef block fill:#f6f8fa,stroke:#afb8c1,color:#57606a
  class n_which_ block
  classDef blue fill:#ddf4ff,stroke:#0969da,color:#1f2328
  class n_which blue
  classDef part fill:#ffffff,stroke:#afb8c1,color:#57606a,stroke-dasharray:4 3
  class n_b_ part
  classDef yellow fill:#fff8c5,stroke:#9a6700,color:#1f2328
  class n_wait yellow
`);
});

test('a run: its status in the title, statuses as colours and words', () => {
  const text = toMermaid(
    diagram({
      subtitle: 'run-1 · FAILED',
      nodes: [
        node('a', { run: { status: 'COMPLETED', notes: ['COMPLETED · 1.2 s', '3 attempts'] } }),
        node('b', { kind: 'if', run: { status: 'PENDING', notes: [] } }),
      ],
    }),
  );
  expect(text).toContain('title: "W · run-1 · FAILED"');
  expect(text).toContain('n_a("a<br/>COMPLETED · 1.2 s<br/>3 attempts")');
  expect(text).toContain('class n_a green\n');
  expect(text).toContain('class n_b pale\n');
});

describe('text is only ever text', () => {
  test.each<[string, string]>([
    ['say "hi"', 'say #34;hi#34;'],
    ['a; b # c', 'a#59; b #35; c'],
    ['[x] (y) {z}', '#91;x#93; #40;y#41; #123;z#125;'],
    ['<script>alert(1)</script>', '#60;script#62;alert#40;1#41;#60;/script#62;'],
    ['#quot; &amp;', '#35;quot#59; #38;amp#59;'],
    ['%%{init: {}}%%', '#37;#37;#123;init#58; #123;#125;#125;#37;#37;'],
    ['`**bold** _it_ ~~no~~`', '#96;#42;#42;bold#42;#42; #95;it#95; #126;#126;no#126;#126;#96;'],
    ['snake_case stays', 'snake_case stays'],
    ['1. first', '1#46; first'],
    ['12) first', '12#41; first'],
    ['- dash', '#45; dash'],
    ['+ plus', '#43; plus'],
    ['=== line', '#61;== line'],
    ['a - b = c', 'a - b = c'],
    ['$$x$$ and $y', '$#8203;$x$#8203;$ and $y'],
    ['fa:fa-car', 'fa#58;#8203;fa-car'],
    ['www.example.com a@b.c https://x.y', 'www#46;example.com a#64;b.c https#58;//x.y'],
    ['C:\\new\\dir', 'C#58;#92;#8203;new#92;dir'],
    ['a | b', 'a #124; b'],
    ['Zahlung prüfen – 支払い 😀 ↺', 'Zahlung prüfen – 支払い 😀 ↺'],
    ['end', 'end'],
    ['', ' '],
  ])('%j', (title, escaped) => {
    expect(shown(title)).toBe(`  n_a("${escaped}")`);
  });

  test('in the lines below a name, in labels of edges, in titles of clusters', () => {
    const text = toMermaid(
      diagram({
        title: 'A "title"',
        nodes: [node('a', { notes: ['1. x'] })],
        clusters: [{ id: 'c', kind: 'part', title: '"]', nodes: [], clusters: [] }],
        edges: [{ from: 'a', to: 'a', kind: 'flow', label: 'x"| b' }],
      }),
    );
    expect(text).toContain('title: "A \\"title\\""\n');
    expect(text).toContain('n_a("a<br/>1#46; x")');
    expect(text).toContain('subgraph n_c["#34;#93;"]');
    expect(text).toContain('n_a -->|"x#34;#124; b"| n_a');
  });
});

test('ids that differ in signs only stay apart, and no id is a word of the language', () => {
  const text = toMermaid(diagram({ nodes: ['end', 'a-b', 'a_b', 'a/b', 'ä'].map((id) => node(id)) }));
  expect([...text.matchAll(/^ {2}(\w+)\(/gm)].map(([, id]) => id)).toEqual(['n_end', 'n_a_b', 'n_a_b_2', 'n_a_b_3', 'n__']);
});

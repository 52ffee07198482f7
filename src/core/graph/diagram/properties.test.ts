import fc from 'fast-check';
import { expect, test } from 'vitest';

import { anyDefinition } from '../../../../test/helpers/any-definition.ts';
import { nodesOf } from '../../../../test/helpers/diagrams.ts';
import { outlineOf } from '../../definition/outline.ts';
import { StepStatus } from '../../run/status.ts';
import { diagramOf } from './diagram-of.ts';
import type { DiagramCluster } from './diagram.ts';
import { toDot } from './to-dot.ts';
import { toMermaid } from './to-mermaid.ts';
import { withRun, type StepFact } from './with-run.ts';

const PAIRS: Readonly<Record<string, string>> = { ']': '[', ')': '(', '}': '{' };

/** Brackets that are open at the end, or the first that closes another than is open. */
function unbalanced(text: string): readonly string[] {
  const open: string[] = [];
  for (const [bracket] of text.matchAll(/[[\](){}]/g)) {
    const needed = PAIRS[bracket];
    if (needed === undefined) open.push(bracket);
    else if (open.pop() !== needed) return [...open, bracket];
  }
  return open;
}

const TEXT = '"[^"\\n]+"';
const MERMAID = new RegExp(
  `^(?:---|title: "(?:[^"\\\\]|\\\\.)*"|flowchart TD|` +
    `\\s+n_\\w+(?:\\(|\\{|\\{\\{|\\(\\[|\\[\\[|\\(\\(|\\(\\(\\()${TEXT}(?:\\)|\\}|\\}\\}|\\]\\)|\\]\\]|\\)\\)|\\)\\)\\))|` +
    `\\s+subgraph n_\\w+\\[${TEXT}\\]|\\s+end|` +
    `\\s+n_\\w+ (?:-->|-\\.->)(?:\\|${TEXT}\\|)? n_\\w+|\\s+n_\\w+ ~~~ n_\\w+|` +
    `\\s+classDef \\w+ [\\w#:, -]+|\\s+class [\\w,]+ \\w+|)$`,
);

function clusterIds({ clusters }: Pick<DiagramCluster, 'clusters'>): readonly string[] {
  return clusters.flatMap((cluster) => [cluster.id, ...clusterIds(cluster)]);
}

test('every step is one node, and every edge leads from node to node', () => {
  fc.assert(
    fc.property(anyDefinition, (definition) => {
      const diagram = diagramOf(definition);
      const nodes = nodesOf(diagram);
      const ids = new Set(nodes.map(({ id }) => id));
      expect(ids.size).toBe(nodes.length);
      const declared = outlineOf(definition).steps.flatMap(({ id }) => id ?? []);
      expect(nodes.flatMap(({ stepId }) => stepId ?? []).toSorted()).toEqual(declared.toSorted());
      expect(diagram.edges.filter(({ from, to }) => !ids.has(from) || !ids.has(to))).toEqual([]);
      const clusters = clusterIds(diagram);
      expect(new Set(clusters).size).toBe(clusters.length);
    }),
    { numRuns: 100 },
  );
});

test('whatever the names, the texts are well-formed', () => {
  fc.assert(
    fc.property(anyDefinition, fc.boolean(), (definition, ran) => {
      const plain = diagramOf(definition);
      const steps = outlineOf(definition).steps.map(({ id = '' }, i): StepFact => ({
        stepId: id,
        path: id,
        status: Object.values(StepStatus)[i % 9] ?? 'PENDING',
      }));
      const diagram = ran ? withRun(plain, { runId: definition.name, steps }) : plain;
      const mermaid = toMermaid(diagram);
      expect(mermaid.split('\n').filter((line) => !MERMAID.test(line))).toEqual([]);
      expect(unbalanced(mermaid.replace(/^---\n.*\n---\n/, ''))).toEqual([]);
      expect(unbalanced(toDot(diagram))).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

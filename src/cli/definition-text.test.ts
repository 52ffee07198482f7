import { expect, test } from 'vitest';

import { optimizeWorkflow } from '../core/analysis/optimize-workflow.ts';
import { loadWorkflowFromYAML } from '../core/definition/load.ts';
import { graphText } from './definition-text.ts';

const textOf = (yaml: string) => graphText(yaml, optimizeWorkflow(loadWorkflowFromYAML(yaml)));

test('a file becomes a graph and keeps its comments', () => {
  const yaml = `# Orders.
id: order
name: Order # for people
version: "1.10.0"

steps:
  # first
  - { id: stock, target: util, action: echo, params: { a: $item } } # look
  - id: price
    name: Price it
    target: util
    action: echo
    params: { text: "a long text with $item that no printer may fold, whatever it thinks of lines with more than eighty characters" }
  - id: nap
    dependsOn: [stock]
    type: wait # a while
    for: 1s
  - id: log
    name: Log it
    target: util
    action: echo
`;
  expect(textOf(yaml)).toBe(
    yaml
      .replace('version: "1.10.0"\n', 'version: "1.10.0"\nmode: graph\n')
      .replace('dependsOn: [stock]', 'dependsOn: [ stock, price ]')
      .replace('name: Log it\n', 'name: Log it\n    dependsOn: [ nap ]\n'),
  );
});

test('a mode that is there is changed; steps that need nothing more are left alone', () => {
  const yaml =
    'id: w\nname: W\nmode: sequence\nsteps:\n  - { id: a, target: util, action: echo }\n  - { id: b, target: util, action: echo }\n';
  expect(textOf(yaml)).toBe(yaml.replace('sequence', 'graph'));
});

test('what small changes can not do is left to others', () => {
  const shared =
    'id: w\nname: W\nx-nap: &nap [stock]\nsteps:\n  - { id: stock, target: util, action: echo }\n  - { id: b, target: util, action: echo }\n' +
    '  - { id: nap, type: wait, for: 1s, dependsOn: *nap }\n';
  expect(textOf(shared)).toBeUndefined();
});

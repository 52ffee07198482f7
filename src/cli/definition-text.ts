import { isMap, isSeq, parseDocument, stringify, type Pair, type YAMLMap } from 'yaml';

import type { Optimization } from '../core/analysis/optimize-workflow.ts';
import { parseDefinition } from '../core/definition/parse.ts';
import type { WorkflowDefinition } from '../core/definition/workflow-definition.ts';
import { writeAtomically } from '../files/atomic-write.ts';
import { definitionHash } from '../files/definition-hash.ts';
import { data, json } from './terminal.ts';

/** Lines are not folded: a reference or an expression stays in one piece. */
const YAML_FORMAT = { lineWidth: 0 } as const;

export interface GivenAs {
  /** The file to write; stdout when there is none. */
  readonly output?: string | undefined;
  readonly json?: boolean | undefined;
  /** The definition as YAML, where it has a text of its own. */
  readonly yaml?: string | undefined;
}

/**
 * Prints a definition, YAML or with `--json` JSON; or writes it to a file, JSON or YAML by its ending, and prints with `--json`
 * what was written.
 */
export async function giveDefinition(definition: WorkflowDefinition, { output, json: asJson = false, yaml }: GivenAs): Promise<void> {
  const inJson = output === undefined ? asJson : output.toLowerCase().endsWith('.json');
  const text = inJson ? `${JSON.stringify(definition, null, 2)}\n` : (yaml ?? stringify(definition, YAML_FORMAT));
  if (output === undefined) data(text);
  else {
    await writeAtomically(output, text);
    if (asJson) json({ output });
  }
}

/** The text of a workflow file as the graph it became, with its comments; undefined where that can't be done by a few small changes. */
export function graphText(yaml: string, { definition, added }: Optimization): string | undefined {
  const document = parseDocument(yaml, { version: '1.2' });
  const top = document.contents;
  const steps = document.get('steps');
  if (!isMap(top) || !isSeq(steps)) return undefined;
  put(top, document.createPair('mode', 'graph'), ['version', 'description', 'name', 'id']);
  for (const step of steps.items) {
    const more = isMap(step) ? (added[String(step.get('id'))] ?? []) : [];
    if (!isMap(step) || more.length === 0) continue;
    const before = step.get('dependsOn');
    if (isSeq(before)) for (const id of more) before.add(document.createNode(id));
    else put(step, document.createPair('dependsOn', document.createNode(more, { flow: true })), ['name', 'id']);
  }
  const text = document.toString(YAML_FORMAT);
  return definitionHash(parseDefinition(text, { format: 'yaml' }).value) === definitionHash(definition) ? text : undefined;
}

/** Sets a key; a new one stands after the first of the others that is there. */
function put(map: YAMLMap, pair: Pair, others: readonly string[]): void {
  if (map.has(pair.key)) map.set(pair.key, pair.value);
  else {
    const other = others.find((each) => map.has(each));
    map.items.splice(map.items.findIndex(({ key }) => String(key) === other) + 1, 0, pair);
  }
}

import { outlineOf } from '../../core/definition/outline.ts';
import type { WorkflowDefinition } from '../../core/definition/workflow-definition.ts';
import { branchesOf } from './branches.ts';

/** What runs have reached of a definition. */
export interface Coverage {
  /** Its id, and its version as in `order@1.2.0`. */
  readonly definition: string;
  readonly steps: readonly Covered[];
  /** Lists of `if`, `switch`, `parallel` and `catch`, ends of events and approvals that have a timeout, transitions. */
  readonly branches: readonly Covered[];
}

export interface Covered {
  /** `charge`, `choose: else`, `review: on REJECT → rejected`. */
  readonly name: string;
  /** JSON Pointer into the definition. */
  readonly pointer: string;
  readonly covered: boolean;
}

/** Coverage of a definition, of whose steps and branches those with these pointers were reached. */
export function coverageOf(definition: WorkflowDefinition, reached: ReadonlySet<string>): Coverage {
  const { id, version } = definition;
  const item = (name: string, pointer: string, sign: string): Covered => ({ name, pointer, covered: reached.has(sign) });
  return {
    definition: version === undefined ? id : `${id}@${version}`,
    steps: outlineOf(definition).steps.map(({ id = '', pointer }) => item(id, pointer, pointer)),
    branches: branchesOf(definition).map((branch) => item(`${branch.of}: ${branch.label}`, branch.pointer, branchKey(branch))),
  };
}

/** Tells the branches of a definition apart: several may stand at one pointer, the step's. */
export function branchKey({ pointer, label }: { readonly pointer: string; readonly label: string }): string {
  return `${pointer} ${label}`;
}

/** What several runs have reached together, each definition once. */
export function mergeCoverage(all: Iterable<Coverage>): readonly Coverage[] {
  const merged = new Map<string, Coverage>();
  for (const each of all) {
    const known = merged.get(each.definition);
    merged.set(each.definition, known === undefined ? each : both(known, each));
  }
  return [...merged.values()];
}

function both(a: Coverage, b: Coverage): Coverage {
  return { definition: a.definition, steps: either(a.steps, b.steps), branches: either(a.branches, b.branches) };
}

function either(a: readonly Covered[], b: readonly Covered[]): readonly Covered[] {
  const also = new Set(b.filter(({ covered }) => covered).map(keyOf));
  return a.map((item) => (also.has(keyOf(item)) ? { ...item, covered: true } : item));
}

function keyOf({ name, pointer }: Covered): string {
  return `${pointer} ${name}`;
}

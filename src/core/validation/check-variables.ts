import { isolationOf, isolationOfPlace } from '../definition/isolation.ts';
import type { Assignment, Place } from '../definition/outline.ts';
import type { Finding } from './finding.ts';
import { stepLabel, type Check } from './subject.ts';

/** Where variables live: by name, and by the pointer of the parallel branch or iteration they are of; empty for those of the run. */
export type Variables = ReadonlyMap<string, ReadonlyMap<string, Assignment>>;

/** Variables, each with the first step that sets it there. */
export function variablesOf(assignments: readonly Assignment[]): Variables {
  const variables = new Map<string, Map<string, Assignment>>();
  for (const assignment of assignments) {
    const home = isolationOf(assignment.owner).at(-1) ?? '';
    const known = variables.get(assignment.name) ?? new Map<string, Assignment>();
    variables.set(assignment.name, known);
    if (!known.has(home)) known.set(home, assignment);
  }
  return variables;
}

/** Whether a place sees a variable: not from outside the parallel branch or iteration it is of. */
export function seesVariable(place: Place, homes: ReadonlyMap<string, Assignment>): boolean {
  return ['', ...isolationOfPlace(place)].some((home) => homes.has(home));
}

/** Parallel branches and iterations have variables of their own, and set none from outside. */
export const checkVariables: Check = ({ outline }) => {
  const variables = variablesOf(outline.assignments);
  return outline.assignments.flatMap(({ name, pointer, owner }): readonly Finding[] => {
    const around = ['', ...isolationOf(owner)].slice(0, -1);
    const [outer] = around.flatMap((home) => variables.get(name)?.get(home) ?? []);
    if (outer === undefined) return [];
    return [
      {
        code: 'UnorderedVariable',
        pointer,
        at: 'key',
        message: `${stepLabel(owner)} runs beside others and sets "${name}", which ${stepLabel(outer.owner)} sets outside`,
        hint: 'what runs in parallel sets no variable from outside: collect the results instead, or choose another name',
      },
    ];
  });
};

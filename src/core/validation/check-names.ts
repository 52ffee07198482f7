import type { ListNode, StepNode } from '../definition/outline.ts';
import { FIXED_NAMES, NAME_PATTERN } from '../definition/names.ts';
import { isReserved } from '../definition/schema-parts.ts';
import type { Finding } from './finding.ts';
import type { Check, Subject } from './subject.ts';

/** Names that loops and catches give without being asked, in each other's inside as well. */
const INNERMOST: ReadonlySet<string> = new Set(['index', 'error']);
const FIXED: ReadonlySet<string> = new Set(FIXED_NAMES);

/** Each name is declared once: steps, variables, loop and catch variables. */
export const checkNames: Check = (subject) => [
  ...duplicateSteps(subject),
  ...variables(subject),
  ...subject.outline.lists.flatMap((list) => locals(list, subject)),
];

function duplicateSteps({ outline, stepsById }: Subject): readonly Finding[] {
  return outline.steps.flatMap((node) => {
    const { id, pointer } = node;
    const first = id === undefined ? undefined : stepsById.get(id);
    if (id === undefined || first === undefined || first === node) return [];
    return [
      {
        code: 'DuplicateStep',
        pointer: `${pointer}/id`,
        message: `two steps have the id "${id}"`,
        hint: `the first one is at ${first.pointer}; ids are unique in the whole definition`,
      },
    ];
  });
}

function variables({ outline, stepsById }: Subject): readonly Finding[] {
  return outline.assignments.flatMap(({ name, pointer, owner }): readonly Finding[] => {
    if (isReserved(name))
      return [
        {
          code: 'ReservedName',
          pointer,
          at: 'key',
          message: `"${name}" is reserved: no variable may bear it`,
          hint: 'choose another name',
        },
      ];
    if (!NAME_PATTERN.test(name))
      return [{ code: 'InvalidValue', pointer, at: 'key', message: `"${name}": a name is a letter, then letters, digits, "_" and "-"` }];
    if (stepsById.has(name)) return [duplicate(pointer, name, 'a step has this id')];
    return owner.list.locals.includes(name) ? [duplicate(pointer, name, 'a loop or catch around it has a variable of this name')] : [];
  });
}

function locals(list: ListNode, { outline, stepsById }: Subject): readonly Finding[] {
  const { owner } = list;
  if (owner === undefined) return [];
  const outer = owner.list.locals;
  return list.locals.slice(outer.length).flatMap((name) => {
    const pointer = pointerOfLocal(owner, list, name);
    if (stepsById.has(name)) return [duplicate(pointer, name, 'a step has this id')];
    if (outline.assignments.some((each) => each.name === name)) return [duplicate(pointer, name, 'a step sets a variable of this name')];
    return outer.includes(name) && !INNERMOST.has(name) && !FIXED.has(name)
      ? [duplicate(pointer, name, 'a loop or catch around it has a variable of this name')]
      : [];
  });
}

/** Where a loop or catch names its variable; the step, where the name is a default. */
function pointerOfLocal(owner: StepNode, list: ListNode, name: string): string {
  const holderPointer = list.pointer.slice(0, list.pointer.lastIndexOf('/'));
  if (holderPointer !== owner.pointer) return `${holderPointer}/as`;
  const field = ['as', 'indexAs'].find((key) => owner.step[key] === name);
  return field === undefined ? owner.pointer : `${owner.pointer}/${field}`;
}

function duplicate(pointer: string, name: string, why: string): Finding {
  return { code: 'DuplicateName', pointer, message: `the name "${name}" is declared twice: ${why}`, hint: 'choose another name' };
}

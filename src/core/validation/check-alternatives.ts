import { pointerTo } from '../definition/pointer.ts';
import { constant, isFields } from './fields.ts';
import type { Finding } from './finding.ts';
import { statesOf, transitionsByTrigger } from './states.ts';
import type { Check } from './subject.ts';

/** Where the first that fits is taken, one that always fits is the last: cases, catches, transitions. */
export const checkAlternatives: Check = ({ definition, outline }) => [
  ...outline.steps.flatMap(({ kind, step, pointer }) => {
    if (kind === 'switch') return findings(step['cases'], `${pointer}/cases`, 'case');
    return kind === 'try'
      ? [...findings(step['catch'], `${pointer}/catch`, 'catch'), ...uncatchable(step['catch'], `${pointer}/catch`)]
      : [];
  }),
  ...statesOf(definition).flatMap((state) =>
    transitionsByTrigger(state).flatMap(({ transition, pointer }) => findings(transition, pointer, 'transition')),
  ),
];

function findings(alternatives: unknown, pointer: string, noun: string): readonly Finding[] {
  if (!Array.isArray(alternatives)) {
    return isFields(alternatives) && constant(alternatives['when']) === false ? [never(`${pointer}/when`, noun)] : [];
  }
  const list: readonly unknown[] = alternatives;
  const last = list.findIndex(fitsAlways);
  const found = list.flatMap((each, i) =>
    isFields(each) && constant(each['when']) === false ? [never(`${pointerTo(pointer, i)}/when`, noun)] : [],
  );
  if (last === -1 || last === list.length - 1) return found;
  const written = list[last];
  return [
    ...found,
    {
      code: 'UnreachableStep',
      pointer: pointerTo(pointer, last + 1),
      // A condition that is just "true" is often there for a while.
      severity: isFields(written) && written['when'] !== undefined ? 'warning' : 'error',
      message: `this ${noun} is never taken: the one before it always fits`,
      hint: 'the first that fits is taken; put the general one last',
    },
  ];
}

function fitsAlways(alternative: unknown): boolean {
  if (typeof alternative === 'string') return true;
  if (!isFields(alternative)) return false;
  const { when, errors } = alternative;
  return (when === undefined || constant(when) === true) && (errors === undefined || (Array.isArray(errors) && errors.includes('*')));
}

function never(pointer: string, noun: string): Finding {
  return {
    code: 'UnreachableStep',
    pointer,
    severity: 'warning',
    message: `this ${noun} is never taken: its "when" is false`,
    hint: 'remove it when it is not needed any more',
  };
}

/** A cancelled run is on its way out. */
function uncatchable(clauses: unknown, pointer: string): readonly Finding[] {
  if (!Array.isArray(clauses)) return [];
  return clauses.flatMap((clause: unknown, i): readonly Finding[] => {
    const errors = isFields(clause) ? clause['errors'] : undefined;
    const at = Array.isArray(errors) ? errors.indexOf('cancelled') : -1;
    if (at === -1) return [];
    const where = pointerTo(`${pointerTo(pointer, i)}/errors`, at);
    return [
      { code: 'InvalidValue', pointer: where, severity: 'warning', message: 'cancellation is not caught', hint: 'only "finally" sees it' },
    ];
  });
}

import { pointerTo } from '../definition/pointer.ts';
import type { StepKind } from '../definition/step.ts';
import type { Finding } from './finding.ts';
import type { Check } from './subject.ts';

type Test = (value: unknown) => boolean;

const always: Test = () => true;

/** Fields of a definition, dots going inside. Each line of this file goes when the part it names is built. */
const WORKFLOW_FIELDS: Readonly<Record<string, Test>> = {
  triggers: always,
};

/** Fields of a step, dots going inside. */
const STEP_FIELDS: Readonly<Record<string, Test>> = {
  'rollbackOnFailure.mode': (value) => value === 'manual',
  'to.webhook': always,
  'to.queue': always,
};

/** Fields of steps of one kind. */
const KIND_FIELDS: Readonly<Partial<Record<StepKind, Readonly<Record<string, Test>>>>> = {
  workflow: { cache: always, circuitBreaker: always },
};

/** Parts of the language that are checked but can't be run yet. */
export const checkSupported: Check = ({ definition, outline }) => [
  ...fieldFindings(definition, '', WORKFLOW_FIELDS),
  ...outline.steps.flatMap(({ step, pointer, kind }) => [
    ...fieldFindings(step, pointer, { ...STEP_FIELDS, ...(kind === undefined ? {} : KIND_FIELDS[kind]) }),
  ]),
];

function fieldFindings(holder: unknown, pointer: string, fields: Readonly<Record<string, Test>>): readonly Finding[] {
  return Object.entries(fields).flatMap(([path, unsupported]) => {
    const keys = path.split('.');
    const value = keys.reduce(field, holder);
    return value !== undefined && unsupported(value) ? [notYet(keys.reduce(pointerTo, pointer), `"${path}"`)] : [];
  });
}

function field(holder: unknown, key: string): unknown {
  return typeof holder === 'object' && holder !== null && Object.hasOwn(holder, key)
    ? (holder as Readonly<Record<string, unknown>>)[key]
    : undefined;
}

function notYet(pointer: string, what: string): Finding {
  return { code: 'NotSupportedYet', pointer, message: `${what} can't be run yet`, hint: 'this version checks it but does not run it' };
}

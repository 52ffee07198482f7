import type { z } from 'zod';
import type { Step, StepKind, StepsByKind } from './step.ts';
import type { stepSchemas } from './step-schemas.ts';
import type { workflowSchema } from './workflow-schema.ts';
import type { WorkflowDefinition } from './workflow-definition.ts';

/** Types that schemas take over by name: they are not looked into. */
type Named = Step | WorkflowDefinition;

/** A schema's output written as the interfaces are: read-only, and absent rather than undefined. */
type Plain<T> = unknown extends T
  ? T
  : T extends Named
    ? T
    : T extends readonly (infer Item)[]
      ? readonly Plain<Item>[]
      : T extends object
        ? PlainFields<T>
        : T;
type PlainFields<T> = { readonly [K in keyof T]: Plain<Exclude<T[K], undefined>> };

/** `x-…` fields are kept by every schema and named by none. */
type Fields<T> = { readonly [K in keyof T as K extends `x-${string}` ? never : K]: T[K] };

type Assignable<From, To> = [From] extends [To] ? true : false;
type Same<A, B> = [Assignable<PlainFields<A>, Fields<B>>, Assignable<Fields<B>, PlainFields<A>>];

type Schemas = ReturnType<typeof stepSchemas>;

/** Each schema's output and its interface are assignable to each other. */
export const steps: { readonly [K in StepKind]: Same<z.output<Schemas[K]>, StepsByKind[K]> } = {
  action: [true, true],
  if: [true, true],
  switch: [true, true],
  parallel: [true, true],
  forEach: [true, true],
  while: [true, true],
  until: [true, true],
  try: [true, true],
  workflow: [true, true],
  wait: [true, true],
  event: [true, true],
  approval: [true, true],
  validate: [true, true],
  set: [true, true],
  transform: [true, true],
  generate: [true, true],
  emit: [true, true],
  checkpoint: [true, true],
  fail: [true, true],
  return: [true, true],
};

export const workflow: Same<z.output<typeof workflowSchema>, WorkflowDefinition> = [true, true];

/** Both have the same fields, so that none is forgotten by being optional. */
type SameKeys<A, B> = [Exclude<keyof A, keyof B>, Exclude<keyof B, keyof A>];
export const keys: {
  readonly [K in StepKind]: SameKeys<z.output<Schemas[K]>, Fields<StepsByKind[K]>> extends [never, never] ? true : false;
} = {
  action: true,
  if: true,
  switch: true,
  parallel: true,
  forEach: true,
  while: true,
  until: true,
  try: true,
  workflow: true,
  wait: true,
  event: true,
  approval: true,
  validate: true,
  set: true,
  transform: true,
  generate: true,
  emit: true,
  checkpoint: true,
  fail: true,
  return: true,
};

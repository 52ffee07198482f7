import { kindOf, type Step, type StepKind, type StepsByKind } from '../../definition/step.ts';
import { StepwrightError } from '../../errors/stepwright-error.ts';
import type { StepPlace, StepRunner, StepValue } from '../run-context.ts';
import { runAction } from './action.ts';
import { runApproval } from './approval.ts';
import { runCheckpoint } from './checkpoint.ts';
import { runEmit } from './emit.ts';
import { runEvent } from './event.ts';
import { runFail } from './fail.ts';
import { runForEach } from './for-each.ts';
import { runGenerate } from './generate.ts';
import { runIf } from './if.ts';
import { runParallel } from './parallel.ts';
import { runReturn } from './return.ts';
import { runSet } from './set.ts';
import { runSwitch } from './switch.ts';
import { runTransform } from './transform.ts';
import { runTry } from './try.ts';
import { runUntil } from './until.ts';
import { runValidate } from './validate.ts';
import { runWait } from './wait.ts';
import { runWhile } from './while.ts';
import { runWorkflow } from './workflow.ts';

type Runners = { readonly [K in StepKind]: StepRunner<StepsByKind[K]> };

/** The runner of each step kind: the one line a kind adds here. */
const RUNNERS: Runners = {
  action: runAction,
  if: runIf,
  switch: runSwitch,
  parallel: runParallel,
  forEach: runForEach,
  while: runWhile,
  until: runUntil,
  try: runTry,
  workflow: runWorkflow,
  wait: runWait,
  event: runEvent,
  approval: runApproval,
  validate: runValidate,
  set: runSet,
  transform: runTransform,
  generate: runGenerate,
  emit: runEmit,
  checkpoint: runCheckpoint,
  fail: runFail,
  return: runReturn,
};

/** Executes a step as its kind says. */
export function runKind(at: StepPlace): Promise<StepValue> {
  const kind = kindOf(at.step);
  const runner = RUNNERS[kind] as StepRunner<Step> | undefined;
  if (runner === undefined) throw new StepwrightError('NotSupportedYet', `steps of type "${kind}" can't be run by this worker`);
  return runner(at);
}

import { kindOf, type Step, type StepKind, type StepsByKind } from '../../definition/step.ts';
import { StepwrightError } from '../../errors/stepwright-error.ts';
import type { StepPlace, StepRunner, StepValue } from '../run-context.ts';
import { runAction } from './action.ts';
import { runFail } from './fail.ts';
import { runIf } from './if.ts';
import { runReturn } from './return.ts';
import { runSet } from './set.ts';
import { runSwitch } from './switch.ts';
import { runValidate } from './validate.ts';
import { runWait } from './wait.ts';

type Runners = { readonly [K in StepKind]?: StepRunner<StepsByKind[K]> };

/** The runner of each step kind: the one line a kind adds here. */
const RUNNERS: Runners = {
  action: runAction,
  if: runIf,
  switch: runSwitch,
  set: runSet,
  validate: runValidate,
  wait: runWait,
  fail: runFail,
  return: runReturn,
};

/** Executes a step as its kind says. */
export function runKind(at: StepPlace): Promise<StepValue> {
  const kind = kindOf(at.step);
  const runner = RUNNERS[kind] as StepRunner<Step> | undefined;
  if (runner === undefined) throw new StepwrightError('NotSupportedYet', `steps of type "${kind}" can't be run yet`);
  return runner(at);
}

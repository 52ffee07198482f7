import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import type { WorkflowDefinition } from '../core/definition/workflow-definition.ts';
import { StepwrightError } from '../core/errors/stepwright-error.ts';
import type { TargetSpec } from '../core/target/target.ts';
import { checkDefinition, checkDefinitionText, validDefinition } from './checked-definition.ts';
import type { Message } from './messages.ts';
import type { ActionMock } from './mocks/action-mock.ts';
import { play } from './play.ts';
import type { TestResult } from './record/test-result.ts';

export interface TestRunOptions {
  readonly input?: Readonly<Record<string, unknown>>;
  /** What stands for actions, by `target.action`. */
  readonly actions?: Readonly<Record<string, ActionMock>>;
  /** What stands for child runs, by the id of their definition: it is given their input and gives their output. */
  readonly workflows?: Readonly<Record<string, ActionMock>>;
  /** What comes from outside, and when. */
  readonly at?: readonly Message[];
  /** Who starts the run. */
  readonly user?: string;
  /** Business key of the run. @default the definition's */
  readonly key?: string;
  /** Definitions that child runs execute, by their ids. */
  readonly definitions?: readonly WorkflowDefinition[];
  /** Targets of your own, so that params of their actions are checked; they are not called. */
  readonly targets?: readonly TargetSpec[];
  /** When the run starts. @default 2025-01-01T00:00:00Z */
  readonly now?: Date | string | number;
  /** What becomes of a call that has no mock: it ends the test with an error, or is answered with its own params. @default "fail" */
  readonly unmocked?: 'fail' | 'echo';
}

/**
 * Runs a definition in memory, with mocks in place of actions and in virtual time: thirty days of waiting take no time at all.
 * A run that fails is a result like any other.
 *
 * @param definition a definition, or the path or URL of its file
 * @throws {StepwrightError} when the definition is not valid (all problems in its message), `MissingMock` when the run calls
 * what has no mock
 */
export async function testRun(definition: WorkflowDefinition | string | URL, options: TestRunOptions = {}): Promise<TestResult> {
  const { actions = {}, input = {}, targets = [], unmocked } = options;
  const check = {
    targets,
    inputNames: Object.keys(input),
    mocked: unmocked === 'echo' ? 'all' : Object.keys(actions),
  } as const;
  if (typeof definition === 'string' || definition instanceof URL) {
    const file = typeof definition === 'string' ? definition : fileURLToPath(definition);
    return resultOf(validDefinition(checkDefinitionText(await textOf(file), { ...check, file }), file), options);
  }
  return resultOf(validDefinition(checkDefinition(definition, check), `the definition ${definition.id}`), options);
}

async function resultOf(definition: WorkflowDefinition, options: TestRunOptions): Promise<TestResult> {
  return (await play(definition, options)).result;
}

async function textOf(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).replace(/^\uFEFF/, '');
  } catch (error) {
    throw new StepwrightError('InvalidValue', `there is no workflow file ${file}`, {
      class: 'validation',
      hint: 'Paths are relative to the folder you are in; new URL(file, import.meta.url) is beside the test.',
      cause: error,
    });
  }
}

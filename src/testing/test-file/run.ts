import type { WorkflowDefinition } from '../../core/definition/workflow-definition.ts';
import { StepwrightError } from '../../core/errors/stepwright-error.ts';
import { present } from '../../core/present.ts';
import type { TargetSpec } from '../../core/target/target.ts';
import type { Message } from '../messages.ts';
import { fails, sequence, takes, type ActionMock } from '../mocks/action-mock.ts';
import { unmockedText, type MissingMock } from '../mocks/missing-mock.ts';
import { play } from '../play.ts';
import type { Coverage } from '../reached/coverage.ts';
import type { Difference } from './compare.ts';
import { differencesOf } from './expect.ts';
import type { MessageSpec, MockSpec, TestCase, TestFile } from './schema.ts';

/** What the tests of a file run on. */
export interface Suite {
  readonly file: TestFile;
  readonly definition: WorkflowDefinition;
  /** Of child runs. */
  readonly definitions: readonly WorkflowDefinition[];
  readonly targets: readonly TargetSpec[];
}

export interface TestOutcome {
  readonly differences: readonly Difference[];
  readonly coverage: readonly Coverage[];
  /** Virtual time, ms; absent when the test could not be run. */
  readonly duration?: number;
}

/** Runs one test of a file. Never throws: a test that can't be run has one difference. */
export async function runTest({ file, definition, definitions, targets }: Suite, test: TestCase): Promise<TestOutcome> {
  const { input, user, key, now, at = [], actions, workflows } = test;
  try {
    const { result } = await play(definition, {
      actions: mocksOf({ ...file.actions, ...actions }),
      workflows: mocksOf({ ...file.workflows, ...workflows }),
      at: at.map(messageOf),
      definitions,
      targets,
      ...present({ input, user, key, now, unmocked: test.unmocked ?? file.unmocked }),
    });
    return { differences: differencesOf(test, result), coverage: result.coverage, duration: result.duration };
  } catch (error) {
    if (!(error instanceof StepwrightError)) throw error;
    return { differences: [notRun(error)], coverage: [] };
  }
}

/** Mocks as a test file describes them. */
export function mocksOf(specs: Readonly<Record<string, MockSpec>>): Readonly<Record<string, ActionMock>> {
  return Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, mockOf(spec)]));
}

function mockOf(spec: MockSpec): ActionMock {
  const { takes: duration } = spec;
  const answers = answersOf(spec);
  return duration === undefined ? answers : takes(duration, answers);
}

function answersOf({ fails: failure, sequence: specs, ...rest }: MockSpec): ActionMock {
  if (specs !== undefined) return sequence(...specs.map(mockOf));
  const value = (rest.returns ?? null) as ActionMock;
  if (failure === undefined) return () => value;
  return fails({ ...present(failure), ...(Object.hasOwn(rest, 'returns') ? { then: value } : {}) });
}

/** A message as a test file describes it. */
export function messageOf(spec: MessageSpec): Message {
  const { refused: _expected, ...message } = spec;
  return message as Message;
}

function notRun(error: StepwrightError): Difference {
  const at = { path: 'the run', pointer: '', expected: 'to go on', got: error.code };
  if (error.code !== 'MissingMock') return { ...at, note: error.message };
  const { option, name, example } = error.details as MissingMock;
  return {
    ...at,
    note: `${unmockedText(error.details as MissingMock)}. Add to ${option}:\n${name}: { returns: ${JSON.stringify(example)} }`,
  };
}

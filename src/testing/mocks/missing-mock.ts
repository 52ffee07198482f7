import { StepwrightError } from '../../core/errors/stepwright-error.ts';

/** A mock that a test lacks. */
export interface MissingMock {
  /** Path of the step that needs it. */
  readonly path: string;
  /** Where it belongs. */
  readonly option: 'actions' | 'workflows';
  /** `target.action`, or the id of a definition. */
  readonly name: string;
  /** A result to begin with. */
  readonly example: unknown;
}

/** The error that ends a test whose run needs what nobody has mocked; `details` is the mock to add. */
export function missingMock(missing: MissingMock): StepwrightError {
  const { option, name, example } = missing;
  const mock = `${JSON.stringify(name)}: ${JSON.stringify(example)}`;
  return new StepwrightError('MissingMock', `${unmockedText(missing)}. Add one to \`${option}\`:\n  ${mock}`, {
    class: 'validation',
    hint: "unmocked: 'echo' answers whatever has no mock",
    details: missing,
  });
}

export function unmockedText({ path, option, name }: MissingMock): string {
  return `"${path}" ${option === 'actions' ? 'calls' : 'starts'} ${name}, which has no mock`;
}

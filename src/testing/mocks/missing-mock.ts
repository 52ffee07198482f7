import { StepwrightError } from '../../core/errors/stepwright-error.ts';

/** A mock that a test lacks. */
export interface MissingMock {
  /** Where it belongs. */
  readonly option: 'actions' | 'workflows';
  /** `target.action`, or the id of a definition. */
  readonly name: string;
  /** A result to begin with. */
  readonly example: unknown;
}

/** The error that ends a test whose run needs what nobody has mocked; `details` is the mock to add. */
export function missingMock(path: string, missing: MissingMock): StepwrightError {
  const { option, name, example } = missing;
  const does = option === 'actions' ? 'calls' : 'starts';
  const mock = `${JSON.stringify(name)}: ${JSON.stringify(example)}`;
  return new StepwrightError('MissingMock', `"${path}" ${does} ${name}, which has no mock. Add one to \`${option}\`:\n  ${mock}`, {
    class: 'validation',
    hint: "unmocked: 'echo' answers whatever has no mock",
    details: missing,
  });
}

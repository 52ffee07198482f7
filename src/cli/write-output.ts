import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { writeAtomically } from '../files/atomic-write.ts';

/** Writes what a command made into the file of an option. @throws {StepwrightError} `InvalidValue` when it can't */
export async function writeOutput(option: string, file: string, text: string): Promise<void> {
  try {
    await writeAtomically(file, text);
  } catch (error) {
    throw new StepwrightError('InvalidValue', `${file} can't be written: ${error instanceof Error ? error.message : String(error)}`, {
      class: 'validation',
      hint: `Give ${option} a file in a folder you may write to.`,
      cause: error,
    });
  }
}

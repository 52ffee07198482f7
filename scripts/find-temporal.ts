// Finds a Temporal CLI, or installs one into the user's cache, and says which. Started by scripts/lib/setup.mjs.
import { StepwrightError } from '../src/core/errors/stepwright-error.ts';
import { findOrInstallCli } from '../src/devserver/find-cli.ts';

try {
  const cli = await findOrInstallCli({ onProgress: (line) => console.log(`progress: ${line}`) });
  console.log(`Temporal dev server ${cli.server}`);
} catch (error) {
  if (!(error instanceof StepwrightError)) throw error;
  console.error(`${error.message}\n${error.hint ?? ''}`);
  process.exitCode = 1;
}

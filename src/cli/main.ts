#!/usr/bin/env node
import { CommanderError } from 'commander';

import { useCompileCache } from './compile-cache.ts';
import { exitCodeOf } from './exit-code.ts';
import { createProgram } from './program.ts';
import { reportError } from './report-error.ts';
import { reportStrayRejections } from './stray-rejections.ts';
import { endAfterOutput, endQuietlyOnBrokenPipe } from './terminal.ts';
import { usageError } from './usage-error.ts';

useCompileCache();
endQuietlyOnBrokenPipe();
reportStrayRejections();
const args = process.argv.slice(2);
const program = createProgram();
try {
  await program.parseAsync(args, { from: 'user' });
} catch (thrown) {
  const error = thrown instanceof CommanderError ? usageError(thrown, program, args) : thrown;
  if (error !== undefined) {
    reportError(error, { json: args.includes('--json'), debug: args.includes('--debug') });
    process.exitCode = exitCodeOf(error);
  }
}
await endAfterOutput();

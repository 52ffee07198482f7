import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';

import type { StepwrightError } from '../core/errors/stepwright-error.ts';
import { createProgram } from './program.ts';
import { usageError } from './usage-error.ts';

/** What the command line `args` is told; nothing is run by those that are refused. */
async function told(...args: string[]): Promise<StepwrightError | undefined> {
  const program = createProgram();
  program.configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
  for (const command of program.commands) command.configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
  try {
    await program.parseAsync(args, { from: 'user' });
    return undefined;
  } catch (error) {
    if (error instanceof CommanderError) return usageError(error, program, args);
    throw error;
  }
}

describe('usageError', () => {
  it.each([
    [['rnu', 'x'], 'InvalidValue', "unknown command 'rnu'", 'Did you mean run?'],
    [['frobnicate'], 'InvalidValue', "unknown command 'frobnicate'", 'See stepwright --help.'],
    [['list', '--limt', '3'], 'UnknownField', "unknown option '--limt'", 'Did you mean --limit?'],
    [['list', '--frobnicate'], 'UnknownField', "unknown option '--frobnicate'", 'See stepwright list --help.'],
    [['list', '--limit', '0'], 'InvalidValue', 'It must be a whole number above 0.', 'See stepwright list --help.'],
    [['list', '--status', 'DONE'], 'InvalidValue', 'Allowed choices are PENDING, RUNNING', 'See stepwright list --help.'],
    [['list', 'x'], 'InvalidValue', 'too many arguments', 'See stepwright list --help.'],
    [['run'], 'MissingField', "missing required argument 'file|id'", 'See stepwright run --help.'],
    [['run', 'a.yaml', '--id'], 'MissingField', "option '--id <id>' argument missing", 'See stepwright run --help.'],
    [[], 'MissingField', 'no command given', 'See stepwright --help.'],
  ])('%j', async (args, code, message, hint) => {
    expect(await told(...args)).toMatchObject({ code, message: expect.stringContaining(message) as string, hint, class: 'validation' });
  });

  it.each([[['--help']], [['run', '--help']], [['help', 'run']], [['--version']]])('%j is no error', async (args) => {
    expect(await told(...args)).toBeUndefined();
  });
});

it('every command has a description and an example in its help', () => {
  for (const command of createProgram().commands) {
    let help = '';
    command.configureOutput({
      writeOut: (text) => {
        help += text;
      },
    });
    command.outputHelp();
    expect(command.description(), command.name()).not.toBe('');
    expect(help, command.name()).toContain(`Example:\n  stepwright ${command.name()}`);
  }
});

import type { Command, CommanderError } from 'commander';

import { nearest } from '../core/errors/nearest.ts';
import { StepwrightError } from '../core/errors/stepwright-error.ts';

/** What commander found wrong with the command line, as an error of ours with a hint; undefined when it only showed help or the version. */
export function usageError(error: CommanderError, program: Command, args: readonly string[]): StepwrightError | undefined {
  if (error.exitCode === 0) return undefined;
  const command = commandOf(program, args);
  const message = error.message.replace(/^error: /, '').replaceAll('\n', ' ');
  const help = `See ${[program.name(), ...(command === program ? [] : [command.name()])].join(' ')} --help`;
  switch (error.code) {
    case 'commander.help':
      return new StepwrightError('MissingField', 'no command given', { class: 'validation', hint: `${help}.` });
    case 'commander.unknownCommand':
      return refuse(
        'InvalidValue',
        message,
        suggestion(
          quoted(message),
          program.commands.map((known) => known.name()),
        ) ?? help,
      );
    case 'commander.unknownOption':
      return refuse('UnknownField', message, suggestion(quoted(message), optionsOf(command)) ?? help);
    case 'commander.missingArgument':
    case 'commander.optionMissingArgument':
    case 'commander.missingMandatoryOptionValue':
      return refuse('MissingField', message, help);
    default:
      return refuse('InvalidValue', message, help);
  }
}

function refuse(code: string, message: string, hint: string): StepwrightError {
  return new StepwrightError(code, message, { class: 'validation', hint: hint.endsWith('?') ? hint : `${hint}.` });
}

/** The command that the first word names; the program itself when it names none. */
function commandOf(program: Command, args: readonly string[]): Command {
  const name = args.find((arg) => !arg.startsWith('-'));
  return program.commands.find((command) => command.name() === name) ?? program;
}

function optionsOf(command: Command): string[] {
  return command.options.filter((option) => !option.hidden).map((option) => option.long ?? option.flags);
}

function quoted(message: string): string {
  return /'([^']*)'/.exec(message)?.[1] ?? '';
}

function suggestion(given: string, known: readonly string[]): string | undefined {
  const near = nearest(given, known);
  return near === undefined ? undefined : `Did you mean ${near}?`;
}

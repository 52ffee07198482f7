import { StepwrightError } from '../../core/errors/stepwright-error.ts';
import { findMoment } from '../../replay/find-moment.ts';
import type { Moment } from '../../replay/moments.ts';
import type { PastRun } from '../../replay/past-run.ts';
import { evaluateAt } from '../../replay/state-at.ts';
import { renderMoment, renderMomentLine } from '../render/moment.ts';
import type { Colors } from '../terminal.ts';

const HELP = `  next, n             the next moment (Enter does the same)
  back, b             the one before
  goto, g N|PATH      a moment by its number, or the last one of a step
  print, p EXPR       what an expression gives there: total, $charge.amount * 2
  list, l             every moment
  help, h             this
  quit, q             leave`;

/** Goes back and forth in a past run: takes commands, gives text. */
export class Debugger {
  readonly #past: PastRun;
  readonly #colors: Colors;
  #at: number;

  constructor(past: PastRun, colors: Colors) {
    this.#past = past;
    this.#colors = colors;
    this.#at = 1;
  }

  /** Says where it is, before each command. */
  get prompt(): string {
    return `(${this.#at}/${this.#past.moments.length}) `;
  }

  show(): string {
    return renderMoment(this.#moment(), this.#past, this.#colors);
  }

  /** What a command gives; undefined: leave. */
  answer(line: string): string | undefined {
    const [, verb = '', argument = ''] = /^\s*(\S*)\s*(.*?)\s*$/.exec(line) ?? [];
    if (verb === 'quit' || verb === 'q') return undefined;
    const command = COMMANDS.get(verb);
    if (command === undefined) return `unknown command "${verb}"\n${HELP}`;
    try {
      return command(this, argument);
    } catch (error) {
      if (!(error instanceof StepwrightError)) throw error;
      return this.#colors.red(error.hint === undefined ? error.message : `${error.message}. ${error.hint}`);
    }
  }

  move(by: number): string {
    const to = this.#at + by;
    if (to < 1) return 'this is the first moment';
    if (to > this.#past.moments.length)
      return this.#past.difference === undefined ? 'this is the last moment' : 'the replay came no further';
    this.#at = to;
    return this.show();
  }

  goTo(where: string): string {
    this.#at = findMoment(this.#past, where).n;
    return this.show();
  }

  print(source: string): string {
    if (source === '') return 'print what? a name or an expression, as in print $charge.amount';
    const expression = source.includes('$') ? source : `$${source}`;
    return JSON.stringify(evaluateAt(this.#past, this.#moment(), expression), undefined, 2);
  }

  list(): string {
    return this.#past.moments.map((moment) => renderMomentLine(moment, this.#past, this.#colors)).join('\n');
  }

  #moment(): Moment {
    return findMoment(this.#past, String(this.#at));
  }
}

const COMMANDS: ReadonlyMap<string, (to: Debugger, argument: string) => string> = new Map([
  ...named(['', 'n', 'next'], (to) => to.move(1)),
  ...named(['b', 'back'], (to) => to.move(-1)),
  ...named(['g', 'goto'], (to, where) => to.goTo(where)),
  ...named(['p', 'print'], (to, source) => to.print(source)),
  ...named(['l', 'list'], (to) => to.list()),
  ...named(['h', 'help'], () => HELP),
]);

function named(names: readonly string[], act: (to: Debugger, argument: string) => string) {
  return names.map((name) => [name, act] as const);
}

import type { Failure } from '../errors/failure.ts';
import { StepwrightError, toFailure } from '../errors/stepwright-error.ts';
import type { OperatorCommand } from '../run/operator.ts';
import { present } from '../present.ts';
import { isoTime } from './iso-time.ts';
import { isSettled } from './journal.ts';
import type { Intervention } from './interventions.ts';
import { chosenEntries } from './rollback-choice.ts';
import type { Run } from './run.ts';

type Command<D extends OperatorCommand['do']> = OperatorCommand & { readonly do: D };

/** Does what people say to a live run, and notes it in the trail. */
export class Operator {
  readonly #run: Run;

  constructor(run: Run) {
    this.#run = run;
  }

  /** Undefined: it is done. Else why it is not. */
  obey(given: unknown): Failure | undefined {
    let said = 'a command';
    try {
      const command = checked(given);
      said = describe(command);
      if (this.#run.phase === 'ended') throw refusal('RunEnded', 'the run has ended');
      const path = this.#do(command);
      this.#run.notice(said, path === undefined ? {} : { path });
      this.#run.handOver.look();
      return undefined;
    } catch (error) {
      const failure = toFailure(error);
      this.#run.notice(`${said} was refused`, { failure });
      return failure;
    }
  }

  /** Gives the path it was about. */
  #do(command: OperatorCommand): string | undefined {
    switch (command.do) {
      case 'replay':
      case 'discard':
        return this.#letter(command);
      case 'retry':
        return this.#atWork(command.step);
      case 'skip':
        return this.#intervene(command, { skip: true });
      case 'override':
        return this.#intervene(command, { output: command.output ?? null });
      case 'set':
        return this.#set(command);
      case 'decide':
        return this.#decide(command);
      case 'rollback':
        return this.#rollback(command);
    }
  }

  #letter(command: Command<'replay' | 'discard'>): string {
    const { interventions } = this.#run;
    const path = this.#find(command.step, interventions.parked());
    if (path !== undefined && interventions.decide(path, command)) return path;
    const parked = interventions.parked();
    throw refusal(
      'NoSuchStep',
      `"${command.step}" is not parked`,
      parked.length === 0 ? 'no step of this run is' : `these are: ${parked.join(', ')}`,
    );
  }

  #atWork(step: string): string {
    const { interventions } = this.#run;
    const path = this.#find(step, interventions.running());
    if (path !== undefined) return path;
    throw refusal('NoSuchStep', `"${step}" is not at work`);
  }

  #intervene({ step, by, reason }: Command<'skip' | 'override'>, word: Intervention): string {
    const { interventions, journal } = this.#run;
    if (this.#run.phase !== 'work') throw refusal('NoSuchStep', `the steps of the run are over: it is in its ${this.#run.phase}`);
    const running = this.#find(step, interventions.running());
    if (running !== undefined && interventions.say(running, { word, by, ...present({ reason }) })) return running;
    const entry = journal.get(step);
    if (entry?.status === 'RUNNING' || entry?.status === 'WAITING') {
      throw refusal(
        'NoSuchStep',
        `"${step}" takes no word any more`,
        'somebody has said one already, or the run began under an older version',
      );
    }
    if (entry !== undefined && isSettled(entry))
      throw refusal('NoSuchStep', `"${step}" has ended (${entry.status})`, 'rerun the run from that step');
    if (!this.#mayCome(step)) {
      throw refusal('NoSuchStep', `the run has no step "${step}"`, 'give its path, such as each-order[3].charge, or its id');
    }
    interventions.plan(step, word);
    return step;
  }

  /** A path itself, or the only one that ends in a step's id. */
  #find(step: string, paths: readonly string[]): string | undefined {
    if (paths.includes(step)) return step;
    const found = paths.filter((path) => this.#run.journal.get(path)?.stepId === step);
    if (found.length <= 1) return found[0];
    throw refusal('NoSuchStep', `several steps "${step}" are meant`, `name one by its path: ${found.slice(0, 10).join(', ')}`);
  }

  /** A step inside something is named by its path: by its id alone nobody knows which of several is meant. */
  #mayCome(path: string): boolean {
    const names = path.split('.').map((part) => part.replace(/(?:\[\d+\]|#\d+)+$/, ''));
    const [first = '', last = ''] = [names[0], names.at(-1)];
    const { definition, stepIds } = this.#run;
    const top =
      definition.states === undefined ? (definition.steps ?? []).some(({ id }) => id === first) : Object.hasOwn(definition.states, first);
    return top && stepIds.has(last);
  }

  #set({ values }: Command<'set'>): undefined {
    const { gate, declaredVariables, variables } = this.#run;
    if (!gate.closed) throw refusal('NotPaused', 'variables are changed while the run is paused', 'pause it first');
    const unknown = Object.keys(values).filter((name) => !declaredVariables.has(name));
    if (unknown.length > 0) {
      const known = [...declaredVariables];
      throw refusal(
        'UnknownReference',
        `no step sets ${unknown.map((name) => `"${name}"`).join(', ')}`,
        known.length === 0 ? 'the definition has no variables' : `its variables: ${known.join(', ')}`,
      );
    }
    for (const [name, value] of Object.entries(values)) variables.set(name, value);
    return undefined;
  }

  #decide({ step, approved, by, reason }: Command<'decide'>): string {
    const at = isoTime(this.#run.runtime.now());
    return this.#run.tasks.force(step, { by, approved, comment: reason ?? null, form: null, at }).path;
  }

  #rollback({ confirm, steps, backTo, by, reason }: Command<'rollback'>): undefined {
    const { rollback, rollbacks, journal } = this.#run;
    if (!rollback.waits) throw refusal('NothingToRollBack', 'no rollback waits to be confirmed or declined');
    const chosen = present({ steps, backTo });
    const all = Object.keys(chosen).length === 0;
    const undoable = { entries: rollbacks.entries(), journal: [...journal.entries()] };
    const paths = all ? undefined : chosenEntries(undoable, chosen).map(({ path }) => path);
    rollback.decide({ confirmed: confirm, by, ...present({ paths, reason }) });
    this.#run.hold();
    return undefined;
  }
}

const WORDS: Readonly<Record<OperatorCommand['do'], string>> = {
  replay: 'replay',
  retry: 'retry',
  discard: 'discard',
  skip: 'skip',
  override: 'override',
  set: 'set variables',
  decide: 'decide',
  rollback: 'rollback',
};

/** What was said, for the trail. */
function describe(command: OperatorCommand): string {
  const { by, reason } = command;
  return `${WORDS[command.do]} ${whatOf(command)} by ${by}${reason === undefined ? '' : `: ${reason}`}`;
}

function whatOf(command: OperatorCommand): string {
  switch (command.do) {
    case 'set':
      return Object.keys(command.values).join(', ');
    case 'decide':
      return `${command.step} ${command.approved ? 'approved' : 'rejected'}`;
    case 'rollback': {
      const { confirm, steps, backTo } = command;
      const part = steps === undefined ? (backTo === undefined ? '' : ` back to ${backTo}`) : ` of ${steps.join(', ')}`;
      return confirm ? `confirmed${part}` : 'declined';
    }
    default:
      return command.step;
  }
}

/** Any client may have sent it. */
function checked(given: unknown): OperatorCommand {
  const bad = (message: string) => refusal('InvalidInput', message);
  if (!isMap(given)) throw bad('a command is a map');
  const { do: verb, by, step, values, params, approved } = given;
  if (typeof verb !== 'string' || !Object.hasOwn(WORDS, verb))
    throw bad(`there is no such command; there are ${Object.keys(WORDS).join(', ')}`);
  if (typeof by !== 'string' || by === '') throw bad('a command says who gives it (by)');
  if (verb === 'set' && !isMap(values)) throw bad('set gives values: a map of names and values');
  if (verb !== 'set' && verb !== 'rollback' && (typeof step !== 'string' || step === '')) throw bad(`${verb} names a step`);
  if (verb === 'replay' && params !== undefined && !isMap(params)) throw bad('params are a map of names and values');
  if (verb === 'decide' && typeof approved !== 'boolean') throw bad('decide says approved: true or false');
  if (verb === 'rollback') checkRollback(given, bad);
  return given as unknown as OperatorCommand;
}

function checkRollback({ confirm, steps, backTo }: Readonly<Record<string, unknown>>, bad: (message: string) => Error): void {
  const partial = steps !== undefined || backTo !== undefined;
  if (typeof confirm !== 'boolean') throw bad('rollback says confirm: true or false');
  if (partial && !confirm) throw bad('a rollback that is declined names no steps');
  if (steps !== undefined && !(Array.isArray(steps) && steps.every((step) => typeof step === 'string')))
    throw bad('steps is a list of paths');
  if (backTo !== undefined && typeof backTo !== 'string') throw bad('backTo is the path of a step');
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refusal(code: string, message: string, hint?: string): StepwrightError {
  return new StepwrightError(code, hint === undefined ? message : `${message} (${hint})`, { class: 'validation' });
}

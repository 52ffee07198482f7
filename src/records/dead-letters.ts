import { createHash } from 'node:crypto';

import type { WorkflowDefinition } from '../core/definition/workflow-definition.ts';
import type { Failure } from '../core/errors/failure.ts';
import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { present } from '../core/present.ts';
import type { LetterCall, LetterNote, LetterState } from '../core/run/letter.ts';
import { definitionHash } from '../files/definition-hash.ts';
import { ABSENT, type Collection, type Store } from '../storage/store.ts';

/** One thing that happened to a dead letter. */
export interface LetterEvent {
  readonly state: LetterState | 'edited';
  /** ISO 8601. */
  readonly at: string;
  /** Who did it; absent: the run. */
  readonly by?: string;
  readonly reason?: string;
  /** Of the failure that led to it. */
  readonly error?: string;
}

/** What is to be tried again: the call of a step, or a whole run, from where it failed. */
export type KeptCall = LetterCall | { readonly rerun: { /** Input that differs from the run's. */ readonly input: Params } };

type Params = Readonly<Record<string, unknown>>;

/** A step whose attempts are used up, or a whole run that failed, with everything needed to act on it. */
export interface DeadLetter {
  /** Short, for people: of run and path. */
  readonly id: string;
  readonly state: LetterState;
  /** The run that waits, or went on: Temporal's workflow id. */
  readonly runId: string;
  /** Run id in the idempotency key of its call: another one in the parts of a large loop. */
  readonly keyRunId: string;
  readonly path: string;
  readonly stepId: string;
  readonly stepName: string;
  readonly definition: string;
  readonly definitionName: string;
  readonly version?: string;
  /** Under which its definition is kept; of a whole run empty: its history has it. */
  readonly definitionHash: string;
  /** `target.action`, or the workflow that was called; of a whole run `run`. */
  readonly called: string;
  /** The call with its params as they were resolved, or edited since. */
  readonly call: KeptCall;
  readonly failure: Failure;
  readonly attempts: number;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly updatedAt: string;
  /** The oldest first. */
  readonly history: readonly LetterEvent[];
}

/** Whose letters are meant; each field must fit. */
export interface LetterFilter {
  readonly state?: LetterState;
  readonly definition?: string;
  readonly runId?: string;
  readonly stepId?: string;
  /** Code of the failure. */
  readonly code?: string;
  /** `target.action`. */
  readonly called?: string;
}

/** The run that says something of a step of its own. */
export interface LetterSender {
  readonly runId: string;
  readonly keyRunId: string;
  /** ms since the epoch. */
  readonly now: number;
}

interface LetterDocument extends DeadLetter {
  /** For the index. */
  readonly code: string;
}

const LETTERS = { name: 'dead_letters', indexes: ['state', 'definition', 'runId', 'stepId', 'code', 'called', 'createdAt'] };
const DEFINITIONS = { name: 'letter_definitions' };
/** Writers that come between before it is given up: each means that another one succeeded. */
const MOST_TRIES = 100;

/** Dead letters as they are kept in the store. */
export class DeadLetters {
  readonly #letters: Collection<LetterDocument>;
  readonly #definitions: Collection<WorkflowDefinition>;

  constructor(store: Store) {
    this.#letters = store.collection(LETTERS);
    this.#definitions = store.collection(DEFINITIONS);
  }

  /** Takes down what a run says; the same word twice counts once, since an activity may be tried again. */
  async note(note: LetterNote, sender: LetterSender): Promise<DeadLetter> {
    const id = letterId(sender.keyRunId, note.path);
    const hash = await this.#keepDefinition(note);
    return this.#change(id, (before) => noted(before, note, { ...sender, id, definitionHash: hash }));
  }

  /** Takes down a whole run that failed; the same run twice counts once. */
  addRun(run: FailedRun, by: { readonly by: string; readonly reason?: string; readonly now: number }): Promise<DeadLetter> {
    const id = letterId(run.runId, '');
    return this.#change(id, (before) => before ?? letterOfRun(id, run, by));
  }

  /** @throws {StepwrightError} `NotFound` */
  async get(id: string): Promise<DeadLetter> {
    const found = await this.#letters.get(id);
    if (found !== undefined) return withoutIndex(found.value);
    throw new StepwrightError('NotFound', `there is no dead letter "${id}"`, {
      class: 'validation',
      hint: 'Those there are: stepwright dlq list',
    });
  }

  /** The newest first. */
  async *list(filter: LetterFilter = {}): AsyncIterable<DeadLetter> {
    let cursor: string | undefined;
    do {
      const page = await this.#letters.list({
        where: present({ ...filter }) as Readonly<Record<string, string>>,
        orderBy: 'createdAt',
        descending: true,
        ...(cursor === undefined ? {} : { cursor }),
      });
      for (const { value } of page.documents) yield withoutIndex(value);
      cursor = page.next;
    } while (cursor !== undefined);
  }

  /** The definition of the run, as it was. */
  async definition({ definitionHash, id }: DeadLetter): Promise<WorkflowDefinition> {
    const found = await this.#definitions.get(definitionHash);
    if (found !== undefined) return found.value;
    throw new StepwrightError('NotFound', `the definition of dead letter "${id}" is gone from the store`, { class: 'permanent' });
  }

  /** Params for the next replay. */
  edit(id: string, params: Readonly<Record<string, unknown>>, by: { readonly by: string; readonly now: number }): Promise<DeadLetter> {
    return this.#change(id, (letter) => {
      if (letter === undefined) return undefined;
      return { ...happened(letter, { state: 'edited', by: by.by }, by.now), call: withParams(letter.call, params) };
    });
  }

  /** A person's word on a letter that no run waits on. */
  mark(id: string, event: Omit<LetterEvent, 'at' | 'state'> & { readonly state: LetterState }, now: number): Promise<DeadLetter> {
    return this.#change(id, (letter) => letter && { ...happened(letter, event, now), state: event.state });
  }

  async #change(id: string, change: (before: LetterDocument | undefined) => LetterDocument | undefined): Promise<DeadLetter> {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const before = await this.#letters.get(id);
      const after = change(before?.value);
      if (after === undefined) return this.get(id);
      if (after === before?.value) return withoutIndex(after);
      const written = await this.#letters.put(id, after, { expected: before?.revision ?? ABSENT });
      if (written !== undefined) return withoutIndex(written.value);
    }
    throw new StepwrightError('Failed', `dead letter "${id}" is changed by too many at once`, { class: 'transient' });
  }

  async #keepDefinition({ body, definition }: LetterNote): Promise<string> {
    const key = definition.hash ?? (body === undefined ? '' : definitionHash(body));
    if (body !== undefined && (await this.#definitions.get(key)) === undefined) await this.#definitions.put(key, body);
    return key;
  }
}

/** Short id of the letter of one step. */
export function letterId(keyRunId: string, path: string): string {
  return createHash('sha256').update(`${keyRunId}/${path}`).digest('hex').slice(0, 12);
}

type Filed = LetterSender & Pick<DeadLetter, 'id' | 'definitionHash'>;

function noted(before: LetterDocument | undefined, note: LetterNote, filed: Filed): LetterDocument {
  const { state, failure, call, path, stepId, stepName, definition, by, reason } = note;
  const last = before?.history.at(-1);
  // The activity that wrote it was tried again.
  if (before !== undefined && last?.state === state && before.state === state && sameCall(before.call, call)) return before;
  const at = new Date(filed.now).toISOString();
  const letter: LetterDocument = {
    id: filed.id,
    state,
    runId: filed.runId,
    keyRunId: filed.keyRunId,
    path,
    stepId,
    stepName,
    definition: definition.id,
    definitionName: definition.name,
    ...present({ version: definition.version }),
    definitionHash: filed.definitionHash,
    called: calledBy(call),
    call,
    failure,
    code: failure.code,
    attempts: failure.attempts ?? 1,
    createdAt: before?.createdAt ?? at,
    updatedAt: at,
    history: before?.history ?? [],
  };
  const failed = state === 'dead' || state === 'parked';
  return happened(letter, { state, ...present({ by, reason }), ...(failed ? { error: failure.message } : {}) }, filed.now);
}

function happened(letter: LetterDocument, event: Omit<LetterEvent, 'at'>, now: number): LetterDocument {
  const at = new Date(now).toISOString();
  return { ...letter, updatedAt: at, history: [...letter.history, { ...event, at }] };
}

function sameCall(a: KeptCall, b: KeptCall): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Of a child run or a whole run its input. */
export function paramsOf(call: KeptCall): Params {
  if ('action' in call) return call.action.params;
  return 'child' in call ? call.child.input : call.rerun.input;
}

function withParams(call: KeptCall, params: Params): KeptCall {
  if ('action' in call) return { action: { ...call.action, params } };
  return 'child' in call ? { child: { ...call.child, input: params } } : { rerun: { input: params } };
}

/** A run that has ended badly. */
export type FailedRun = Pick<DeadLetter, 'runId' | 'definition' | 'definitionName' | 'version' | 'failure'>;

function letterOfRun(
  id: string,
  run: FailedRun,
  { by, reason, now }: { readonly by: string; readonly reason?: string; readonly now: number },
): LetterDocument {
  const at = new Date(now).toISOString();
  const { step = '', path = '', attempts = 1, code, message } = run.failure;
  return {
    ...run,
    id,
    state: 'dead',
    keyRunId: run.runId,
    path,
    stepId: step,
    stepName: step,
    definitionHash: '',
    called: 'run',
    call: { rerun: { input: {} } },
    code,
    attempts,
    createdAt: at,
    updatedAt: at,
    history: [{ state: 'dead', at, by, error: message, ...present({ reason }) }],
  };
}

function calledBy(call: LetterCall): string {
  if ('action' in call) return `${call.action.target}.${call.action.action}`;
  return call.child.definition.id;
}

function withoutIndex({ code: _code, ...letter }: LetterDocument): DeadLetter {
  return letter;
}

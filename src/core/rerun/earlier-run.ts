import { outlineOf } from '../definition/outline.ts';
import type { WorkflowDefinition } from '../definition/workflow-definition.ts';
import { nearest } from '../errors/nearest.ts';
import { StepwrightError } from '../errors/stepwright-error.ts';
import { isSettled, type JournalEntry } from '../interpreter/journal.ts';
import { RERUNS_SINCE } from '../interpreter/version.ts';
import type { RunJournal } from '../run/wire.ts';
import { blocksRound, isInside } from './paths.ts';

/** What an earlier run has done, by path. */
export class EarlierRun {
  readonly record: RunJournal;
  readonly entries: readonly JournalEntry[];
  readonly undone: ReadonlySet<string>;
  /** Path of the `return` step that ended the run: it must be reached again. */
  readonly returned: string | undefined;
  readonly #byPath: ReadonlyMap<string, JournalEntry>;
  readonly #optional: ReadonlySet<string>;

  /** @throws {StepwrightError} `CheckpointInvalid` when it was begun by a version that did not keep enough */
  constructor(record: RunJournal) {
    const { interpreter, snapshot, undone } = record;
    if (interpreter < RERUNS_SINCE) {
      throw new StepwrightError(
        'CheckpointInvalid',
        'the run was begun by an earlier version of Stepwright, which did not keep what a rerun needs',
        {
          class: 'validation',
          hint: 'start a new run with the same input',
        },
      );
    }
    this.record = record;
    this.entries = snapshot.journal;
    this.undone = new Set(undone);
    const { steps } = outlineOf(record.definition);
    const returns = new Set(steps.flatMap(({ id, kind }) => (kind === 'return' ? (id ?? []) : [])));
    this.returned = this.entries.find(
      ({ stepId, status, hidden }) => returns.has(stepId) && status === 'COMPLETED' && hidden !== true,
    )?.path;
    this.#optional = new Set(steps.flatMap(({ id, step }) => (step['optional'] === true ? (id ?? []) : [])));
    this.#byPath = new Map(this.entries.map((entry) => [entry.path, entry]));
  }

  get(path: string): JournalEntry | undefined {
    return this.#byPath.get(path);
  }

  /** Whether the outcome of a step stands: it completed, was skipped, or was optional and failed; and it was not undone. */
  stands(path: string): boolean {
    const entry = this.get(path);
    if (
      entry === undefined ||
      path === this.returned ||
      this.returnedIn(path) ||
      !isSettled(entry) ||
      entry.status === 'ROLLED_BACK' ||
      this.undone.has(path)
    )
      return false;
    return entry.status !== 'FAILED' || (entry.tolerated === true && this.#optional.has(entry.stepId));
  }

  /** Whether a step holds the one that ended the run: the step itself gives it no value. */
  returnedIn(path: string): boolean {
    return this.returned !== undefined && isInside(this.returned, path);
  }

  /** Whether a step would have to be executed again: its outcome does not stand, and that of no block round it does. */
  isOpen(path: string): boolean {
    return !this.stands(path) && !blocksRound(path).some((block) => this.stands(block));
  }

  /** A step and all in it. */
  within(path: string): readonly JournalEntry[] {
    return this.entries.filter((entry) => entry.path === path || isInside(entry.path, path));
  }

  /** The step at which the run stopped, as deep inside as is known; undefined: nothing that had begun was left. */
  stop(): string | undefined {
    const failed = this.record.failure?.path;
    if (failed !== undefined && this.get(failed)?.status === 'FAILED') return failed;
    const open = this.entries.filter((entry) => entry.folded !== true && entry.hidden !== true && this.isOpen(entry.path));
    const first = open.find(({ path }) => !open.some((other) => isInside(other.path, path)));
    return first?.path;
  }

  /**
   * Path of the step that a person means: a path, or an id.
   * @throws {StepwrightError} `InvalidValue` when there is no such step, or more than one
   */
  find(step: string, definition: WorkflowDefinition): string {
    if (this.get(step) !== undefined) return step;
    const paths = this.entries
      .filter(({ stepId, hidden, folded }) => stepId === step && hidden !== true && folded !== true)
      .map(({ path }) => path);
    const stop = this.stop();
    const [only] = paths;
    if (only !== undefined && paths.length === 1) return only;
    if (stop !== undefined && paths.includes(stop)) return stop;
    if (paths.length > 1)
      throw refused(`"${step}" was executed more than once`, `name one of them by its path: ${paths.slice(0, 10).join(', ')}`);
    const { steps } = outlineOf(definition);
    const node = steps.find(({ id }) => id === step);
    if (node === undefined) {
      const ids = steps.flatMap(({ id }) => id ?? []);
      const near = nearest(step, ids);
      throw refused(
        `there is no step "${step}"`,
        near === undefined ? `its steps: ${ids.slice(0, 20).join(', ')}` : `did you mean "${near}"?`,
      );
    }
    let top = node;
    while (top.list.owner !== undefined) top = top.list.owner;
    if (top !== node && top.id !== undefined) {
      throw refused(`"${step}" was not reached, or what it did in an iteration is not kept: it lies in "${top.id}"`, `begin at ${top.id}`);
    }
    return step;
  }
}

function refused(message: string, hint: string): StepwrightError {
  return new StepwrightError('InvalidValue', message, { class: 'validation', hint });
}

import { StepwrightError } from '../errors/stepwright-error.ts';
import type { Decision, PendingTask, VoteMessage } from '../run/wire.ts';
import { checkJson } from '../schema-check/check-json.ts';

/** An approval that waits: what it needs, and who is told of each vote. */
export interface OpenTask {
  readonly path: string;
  /** As people see it, now. */
  view(): PendingTask;
  /** Whose vote does not count though he is an approver: the one who started the run. */
  readonly barred: string | undefined;
  /** Takes a vote that counts: one per person, the last one. `alone`: it decides, whatever the quorum. */
  take(decision: Decision, alone?: boolean): void;
}

/** The approvals that wait in a run. */
export class TaskList {
  readonly #open = new Map<string, OpenTask>();

  open(task: OpenTask): void {
    this.#open.set(task.path, task);
  }

  close(path: string): void {
    this.#open.delete(path);
  }

  pending(): readonly PendingTask[] {
    return [...this.#open.values()].map((task) => task.view());
  }

  /**
   * Counts a vote.
   * @throws {StepwrightError} `NoSuchTask`, `NotAnApprover` or `InvalidInput`, with the reason for the sender
   */
  vote(approved: boolean, vote: VoteMessage, at: string): OpenTask {
    const task = this.#find(vote);
    const view = task.view();
    assertMayVote(view, vote, task.barred);
    const form = approved ? (vote.form ?? null) : null;
    if (approved) assertForm(view, form);
    task.take({ by: vote.by, approved, comment: vote.comment ?? null, form, at });
    return task;
  }

  /**
   * Decides, whoever the approvers are.
   * @throws {StepwrightError} `NoSuchTask`
   */
  force(step: string, decision: Decision): OpenTask {
    const task = this.#find({ step });
    task.take(decision, true);
    return task;
  }

  #find({ step }: Pick<VoteMessage, 'step'>): OpenTask {
    const all = [...this.#open.values()];
    const found = step === undefined ? all : all.filter((task) => task.path === step || task.view().stepId === step);
    const exact = found.find((task) => task.path === step) ?? (found.length === 1 ? found[0] : undefined);
    if (exact !== undefined) return exact;
    const which = step === undefined ? '' : ` "${step}"`;
    throw new StepwrightError('NoSuchTask', found.length > 1 ? `several approvals${which} wait` : `no approval${which} waits for a vote`, {
      hint: all.length === 0 ? 'ask for the tasks of the run' : `these wait: ${all.map(({ path }) => path).join(', ')}`,
    });
  }
}

function assertMayVote({ path, approvers }: PendingTask, { by, roles = [] }: VoteMessage, barred: string | undefined): void {
  if (typeof by !== 'string' || by === '') throw refusal('a vote says who casts it');
  if (by === barred) throw refusal(`${by} started the run and may not vote on "${path}" (allowSelf)`);
  const named = approvers.some((each) => (each.startsWith(ROLE) ? roles.includes(each.slice(ROLE.length)) : each === by));
  if (named || approvers.length === 0) return;
  throw refusal(`${by} may not vote on "${path}": its approvers are ${approvers.join(', ')}`);
}

/** Begins an approver that is a role. */
const ROLE = 'role:';

function refusal(message: string): StepwrightError {
  return new StepwrightError('NotAnApprover', message, { class: 'auth' });
}

function assertForm({ path, form: schema }: PendingTask, form: unknown): void {
  const violations = schema === null ? [] : checkJson(form, schema);
  if (violations.length === 0) return;
  const named = violations.slice(0, 10).map(({ pointer, message }) => `${pointer || '/'} ${message}`);
  throw new StepwrightError('InvalidInput', `the form of "${path}" does not fit: ${named.join('; ')}`, {
    class: 'validation',
    details: violations,
  });
}

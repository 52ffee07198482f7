import type { ApprovalStep, ApprovalTimeout, Quorum } from '../../definition/steps/approval.ts';
import type { Duration } from '../../definition/json.ts';
import type { Decision, PendingTask } from '../../run/wire.ts';
import { StepwrightError } from '../../errors/stepwright-error.ts';
import { resolveDuration } from '../call.ts';
import { isoTime } from '../iso-time.ts';
import { completed, cursorOf, type StepPlace, type StepValue } from '../run-context.ts';
import { spawn } from '../spawn.ts';
import { NEEDS_APPROVERS_SINCE } from '../version.ts';

/** Who is asked now, and what they have said so far. */
interface Cursor {
  /** Escalations so far. */
  readonly level: number;
  readonly approvers: readonly string[];
  readonly quorum: { readonly approve: number; readonly reject: number };
  /** ms since the epoch; null: without end. */
  readonly due: number | null;
  readonly prompt: string | null;
  readonly since: number;
  readonly decisions: readonly Decision[];
  /** Somebody decided alone. */
  readonly forced?: 'approved' | 'rejected';
}

/** What one level of an approval says. */
interface Level {
  readonly approvers?: readonly string[] | string;
  readonly quorum?: Quorum;
  readonly timeout?: Duration;
  readonly onTimeout?: ApprovalTimeout;
}

type Verdict = 'approved' | 'rejected' | 'late' | 'cancelled';

export async function runApproval(at: StepPlace<ApprovalStep>): Promise<StepValue> {
  const { run, path, scope } = at;
  asNow(at);
  run.record(at, 'WAITING');
  for (;;) {
    const verdict = await decide(at);
    // Votes are taken in while the run is paused; what follows waits.
    await run.gate.pass(scope);
    if (verdict === 'cancelled' || scope.cancelled) return { status: 'cancelled' };
    if (verdict !== 'late') return valueOf(at, verdict);
    const { onTimeout = 'fail' } = levelOf(at.step, asNow(at).level);
    if (onTimeout === 'fail') return tooLate(at);
    if (typeof onTimeout === 'string') return valueOf(at, onTimeout === 'approve' ? 'approved' : 'rejected');
    run.keep(path, escalated(at));
    run.notice('the approval was escalated', { path });
  }
}

function asNow(at: StepPlace<ApprovalStep>): Cursor {
  return cursorOf(at, () => begin(at));
}

function begin(at: StepPlace<ApprovalStep>): Cursor {
  const { run, frame, step } = at;
  const prompt = step.prompt === undefined ? null : String(frame.resolve(step.prompt));
  return { ...asked(at, step), level: 0, prompt, since: run.runtime.now(), decisions: [] };
}

/** The votes stay, the rest is replaced. */
function escalated(at: StepPlace<ApprovalStep>): Cursor {
  const before = asNow(at);
  const level = before.level + 1;
  return { ...before, ...asked(at, levelOf(at.step, level)), level };
}

function asked(at: StepPlace<ApprovalStep>, level: Level): Pick<Cursor, 'approvers' | 'quorum' | 'due'> {
  const { run, frame } = at;
  const { quorum = 1 } = level;
  return {
    approvers: level.approvers === undefined ? [] : approversOf(at, level.approvers),
    quorum: typeof quorum === 'number' ? { approve: quorum, reject: 1 } : quorum,
    due: level.timeout === undefined ? null : run.runtime.now() + resolveDuration(frame, { value: level.timeout, field: 'timeout' }),
  };
}

/** @throws {StepwrightError} `InvalidValue` when nobody is named: then anybody could vote */
function approversOf({ run, frame, step }: StepPlace<ApprovalStep>, approvers: readonly string[] | string): readonly string[] {
  const value = frame.resolve(approvers);
  const named: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (!run.follows(NEEDS_APPROVERS_SINCE)) return named.map(String);
  const names = named.filter((each) => each !== null && each !== '').map(String);
  if (names.length > 0) return names;
  throw new StepwrightError(
    'InvalidValue',
    `nobody may vote on "${step.id}": its approvers ${JSON.stringify(approvers)} are ${JSON.stringify(value)}`,
    {
      class: 'validation',
      hint: 'give approvers at least one name, or a role such as role:finance; skip the step with `when` where nobody has to approve',
    },
  );
}

function levelOf(step: Level, level: number): Level {
  if (level === 0) return step;
  const { onTimeout } = step;
  return typeof onTimeout === 'object' ? levelOf(onTimeout.escalate, level - 1) : step;
}

/** Resolves with the quorum, the time limit or the cancellation, whichever is first. */
function decide(at: StepPlace<ApprovalStep>): Promise<Verdict> {
  const { run, step, path } = at;
  const { due } = asNow(at);
  if (at.scope.cancelled) return Promise.resolve('cancelled');
  const clock = at.scope.child();
  return new Promise((resolve) => {
    const end = (verdict: Verdict) => {
      run.tasks.close(path);
      off();
      clock.cancel('superseded');
      clock.end();
      resolve(verdict);
    };
    const off = at.scope.onCancel(() => end('cancelled'));
    const look = () => {
      const verdict = quorumOf(asNow(at));
      if (verdict !== undefined) end(verdict);
    };
    run.tasks.open({
      path,
      barred: step.allowSelf === true ? undefined : run.info.startedBy,
      view: () => viewOf(at),
      take: (decision, alone = false) => {
        const before = asNow(at);
        const decisions = [...before.decisions.filter(({ by }) => by !== decision.by), decision];
        const forced = alone ? { forced: decision.approved ? ('approved' as const) : ('rejected' as const) } : {};
        run.keep(path, { ...before, decisions, ...forced } satisfies Cursor);
        look();
      },
    });
    look();
    // Escalation keeps the votes: they may be enough already.
    if (due === null || clock.cancelled) return;
    void spawn(async () => {
      const slept = await run.runtime.sleep(clock, Math.max(0, due - run.runtime.now()), `${path} · timeout`);
      if (slept.status === 'completed') end('late');
      return slept;
    });
  });
}

function quorumOf({ decisions, quorum, forced }: Cursor): 'approved' | 'rejected' | undefined {
  if (forced !== undefined) return forced;
  const approvals = decisions.filter(({ approved }) => approved).length;
  if (approvals >= quorum.approve) return 'approved';
  return decisions.length - approvals >= quorum.reject ? 'rejected' : undefined;
}

function viewOf(at: StepPlace<ApprovalStep>): PendingTask {
  const { step, path } = at;
  const { approvers, quorum, due, prompt, since, decisions } = asNow(at);
  return {
    path,
    stepId: step.id,
    stepName: step.name ?? step.id,
    prompt,
    approvers,
    form: step.form ?? null,
    quorum,
    decisions,
    since: isoTime(since),
    due: due === null ? null : isoTime(due),
  };
}

function valueOf(at: StepPlace<ApprovalStep>, verdict: 'approved' | 'rejected'): StepValue {
  const { decisions } = asNow(at);
  const approved = verdict === 'approved';
  if (!approved && at.step.onReject !== 'continue') return rejected(at, decisions);
  const form = decisions.findLast((each) => each.approved)?.form ?? null;
  return completed({ approved, decisions, form });
}

function rejected({ step }: StepPlace, decisions: readonly Decision[]): StepValue {
  const against = decisions.filter(({ approved }) => !approved).map(({ by, comment }) => (comment === null ? by : `${by}: ${comment}`));
  const message = `"${step.id}" was rejected${against.length === 0 ? '' : ` by ${against.join(', ')}`}`;
  return { status: 'failed', failure: { code: 'Rejected', class: 'permanent', message, details: { decisions } } };
}

function tooLate({ step }: StepPlace): StepValue {
  return { status: 'failed', failure: { code: 'Timeout', class: 'timeout', message: `"${step.id}" was not decided in time` } };
}

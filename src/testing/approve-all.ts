import type { RunControl } from '../core/interpreter/interpreter.ts';
import type { PendingTask, VoteMessage } from '../core/run/wire.ts';
import type { InMemoryRuntime } from './in-memory-runtime.ts';
import { sampleOf } from './mocks/sample.ts';

const ROLE = 'role:';

/** Approves everything that waits for approval in a world, as soon as it does, with a form as its schema describes it. */
export class ApproveAll {
  /** What was asked, and of whom: asking others is asking anew. */
  readonly #asked = new Set<string>();

  look(world: InMemoryRuntime): void {
    for (const [runId, control] of world.runs) for (const task of control.tasks()) this.#approve(world, { runId, control, task });
  }

  #approve(
    world: InMemoryRuntime,
    { runId, control, task }: { readonly runId: string; readonly control: RunControl; readonly task: PendingTask },
  ): void {
    const key = JSON.stringify([runId, task.path, task.approvers]);
    if (this.#asked.has(key)) return;
    this.#asked.add(key);
    for (const vote of votesFor(task)) world.deliver(() => void control.vote(true, vote));
  }
}

/** As many approvals as the quorum wants, by those who are named and by people in the roles that are. */
function votesFor({ path, approvers, quorum, form }: PendingTask): readonly VoteMessage[] {
  const named = approvers.filter((each) => !each.startsWith(ROLE));
  const roles = approvers.filter((each) => each.startsWith(ROLE)).map((each) => each.slice(ROLE.length));
  const filled = form === null ? {} : { form: sampleOf(form) };
  return Array.from({ length: quorum.approve }, (_, index) => ({
    step: path,
    by: named[index] ?? `approver-${index + 1}`,
    roles,
    ...filled,
  }));
}

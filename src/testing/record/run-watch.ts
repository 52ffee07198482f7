import { outlineOf, type StepNode } from '../../core/definition/outline.ts';
import type { WorkflowDefinition } from '../../core/definition/workflow-definition.ts';
import type { RunControl } from '../../core/interpreter/interpreter.ts';
import { present } from '../../core/present.ts';
import { isClosing, type TrailEntry } from '../../core/run/events.ts';
import type { StepStatus } from '../../core/run/status.ts';
import { BranchWatch, type TakenBranch } from '../reached/branch-watch.ts';
import { branchKey } from '../reached/coverage.ts';
import type { Records } from './records.ts';
import type { Waiting } from './test-result.ts';

export interface WatchedRun {
  readonly definition: WorkflowDefinition;
  /** Before the paths of its steps: empty, or the child's own path and `/`. */
  readonly prefix: string;
  /** Pointers of steps and keys of branches that runs of this definition have reached. */
  readonly reached: Set<string>;
}

/** Reads one run's trail into the records. */
export class RunWatch {
  readonly #run: WatchedRun;
  readonly #records: Records;
  readonly #branches: BranchWatch;
  readonly #nodes: ReadonlyMap<string, StepNode>;
  /** Paths of steps that have begun and not ended. */
  readonly #open = new Set<string>();
  #last = 0;

  constructor(run: WatchedRun, records: Records) {
    this.#run = run;
    this.#records = records;
    this.#branches = new BranchWatch(run.definition, (path) => records.tasks.get(run.prefix + path));
    this.#nodes = new Map(outlineOf(run.definition).steps.map((node) => [node.id ?? '', node]));
  }

  /** Takes in what the trail has got since; gives it. */
  read(control: RunControl): readonly TrailEntry[] {
    const { entries, last } = control.trail(this.#last);
    this.#last = last;
    for (const entry of entries) {
      this.#step(entry);
      for (const taken of this.#branches.read(entry)) this.#took(taken);
    }
    return entries;
  }

  /** The interpreter looks at a transition. Before the run has begun it only reads the definition. */
  transition(pointer: string): void {
    const taken = this.#last === 0 ? undefined : this.#branches.transition(pointer);
    if (taken !== undefined) this.#took(taken);
  }

  /** Looks at the approvals that wait. */
  look(control: RunControl): void {
    if (this.#open.size === 0) return;
    for (const task of control.tasks()) {
      const path = this.#run.prefix + task.path;
      this.#records.tasks.set(path, { ...task, path });
    }
  }

  /** What the run waits for that only the outside can bring. */
  waiting(control: RunControl): readonly Waiting[] {
    const { machine } = control.state();
    if (machine !== undefined && this.#open.size === 0) {
      return [{ for: 'event', path: this.#run.prefix + machine.currentState, events: machine.nextEvents }];
    }
    return [...this.#open].flatMap((path): readonly Waiting[] => {
      const at = this.#run.prefix + path;
      const { kind, step } = this.#nodes.get(this.#records.executions.get(at)?.stepId ?? '') ?? {};
      const task = this.#records.tasks.get(at);
      if (kind === 'event') return [{ for: 'event', path: at, events: [String(step?.['event'])] }];
      return kind === 'approval' && task !== undefined ? [{ for: 'approval', path: at, task }] : [];
    });
  }

  #took({ branch, path }: TakenBranch): void {
    this.#run.reached.add(branchKey(branch));
    const { branches, moments } = this.#records;
    if (branch.seenBy === 'transition') moments.push({ kind: 'transition', branch: branches.length });
    branches.push({ path: this.#run.prefix + path, branch: branch.label, at: this.#records.now() });
  }

  #step(entry: TrailEntry): void {
    const { type, path, stepId, stepName, status, notice } = entry;
    if (notice !== undefined)
      this.#records.moments.push({ kind: 'notice', path: this.#run.prefix + (path ?? ''), notice, at: this.#records.now() });
    if (isClosing(entry)) this.#endInside('');
    if (path === undefined || stepId === undefined || status === undefined) return;
    const at = this.#run.prefix + path;
    const known = this.#records.executions.get(at);
    if (type === 'rollback:step') {
      if (status === 'ROLLED_BACK') this.#records.rolledBack.push(at);
      if (status === 'ROLLED_BACK' && known?.status === 'COMPLETED') known.status = status;
      return;
    }
    if (type === 'step:started') this.#run.reached.add(this.#nodes.get(stepId)?.pointer ?? '');
    if (type === 'step:started' || type === 'step:waiting') this.#open.add(path);
    else this.#endInside(path);
    if (known === undefined) this.#records.moments.push({ kind: 'step', path: at });
    const { duration, attempts, cached, failure } = entry;
    this.#records.executions.set(at, {
      path: at,
      stepId,
      stepName: stepName ?? stepId,
      status: status as StepStatus,
      at: known?.at ?? this.#records.now(),
      attempts: attempts ?? known?.attempts ?? 0,
      ...present({ duration, cached, failure }),
    });
  }

  /** What has ended ends all that is inside it: nothing is told of steps that are cancelled. */
  #endInside(path: string): void {
    this.#open.delete(path);
    for (const inside of this.#open) {
      if (!isInside(inside, path)) continue;
      this.#open.delete(inside);
      const known = this.#records.executions.get(this.#run.prefix + inside);
      if (known !== undefined) known.status = 'CANCELLED';
    }
  }
}

/** Whether a path lies in a block, or in an iteration or pass of it; all of them lie in the run itself. */
function isInside(path: string, block: string): boolean {
  return block === '' || (path.startsWith(block) && /^[.[#]/.test(path.slice(block.length)));
}

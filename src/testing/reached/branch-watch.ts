import type { WorkflowDefinition } from '../../core/definition/workflow-definition.ts';
import type { TrailEntry } from '../../core/run/events.ts';
import type { PendingTask } from '../../core/run/wire.ts';
import { branchesOf, type Branch, type Sign } from './branches.ts';

/** A branch that was taken. */
export interface TakenBranch {
  readonly branch: Branch;
  /** Of the step that chose; of a transition, the state. */
  readonly path: string;
}

/** Begin the notices of votes that count; a name follows. */
const APPROVAL = 'approval by ';
const REJECTION = 'rejection by ';
const ESCALATED = 'the approval was escalated';

/** Reads from the trail of one run which branches it takes. */
export class BranchWatch {
  readonly #taskOf: (path: string) => PendingTask | undefined;
  readonly #byFirst = new Map<string, Branch>();
  readonly #byStep = new Map<string, Branch[]>();
  readonly #byPointer = new Map<string, Branch>();
  /** Step ids by the paths seen so far. */
  readonly #seen = new Map<string, string>();
  /** Votes that count, by the approval's path and who cast them. */
  readonly #votes = new Map<string, Map<string, boolean>>();

  /** `taskOf` gives an approval as it was when it was seen last. */
  constructor(definition: WorkflowDefinition, taskOf: (path: string) => PendingTask | undefined) {
    this.#taskOf = taskOf;
    for (const branch of branchesOf(definition)) {
      if (branch.seenBy === 'transition') this.#byPointer.set(branch.pointer, branch);
      else if (typeof branch.seenBy === 'object') this.#byFirst.set(branch.seenBy.first, branch);
      this.#byStep.set(branch.of, [...(this.#byStep.get(branch.of) ?? []), branch]);
    }
  }

  /** The transition at a pointer was taken. */
  transition(pointer: string): TakenBranch | undefined {
    const branch = this.#byPointer.get(pointer);
    return branch === undefined ? undefined : { branch, path: branch.of };
  }

  /** What an entry of the trail shows. */
  read(entry: TrailEntry): readonly TakenBranch[] {
    const { path, stepId, notice } = entry;
    if (path !== undefined && notice !== undefined) return this.#notice(path, notice);
    if (path === undefined || stepId === undefined) return [];
    const begun = this.#seen.has(path);
    this.#seen.set(path, stepId);
    const listed = begun ? undefined : this.#byFirst.get(stepId);
    return [
      ...(listed === undefined ? [] : [{ branch: listed, path: ownerPath(path, stepId, listed) }]),
      ...this.#take(path, stepId, (sign) => this.#shows(entry, sign) && (begun || entry.type !== 'step:skipped')),
    ];
  }

  #take(path: string, stepId: string, shown: (sign: Sign) => boolean): readonly TakenBranch[] {
    return (this.#byStep.get(stepId) ?? []).filter(({ seenBy }) => shown(seenBy)).map((branch) => ({ branch, path }));
  }

  #notice(path: string, notice: string): readonly TakenBranch[] {
    if (notice === ESCALATED) return this.#take(path, this.#seen.get(path) ?? '', (sign) => sign === 'onTimeout');
    const approved = notice.startsWith(APPROVAL);
    if (!approved && !notice.startsWith(REJECTION)) return [];
    const votes = this.#votes.get(path) ?? new Map<string, boolean>();
    this.#votes.set(path, votes.set(notice.slice((approved ? APPROVAL : REJECTION).length), approved));
    return [];
  }

  #shows(entry: TrailEntry, sign: Sign): boolean {
    const { type, path = '', stepId = '', failure } = entry;
    const ended = type === 'step:completed' || type === 'step:skipped' || (type === 'step:failed' && failure?.path === path);
    if (!ended || typeof sign === 'object') return false;
    switch (sign) {
      case 'none':
      case 'event':
        return type === 'step:completed' && !this.#ranList(path, stepId);
      case 'onTimeout':
        return type === 'step:skipped' || failure?.code === 'Timeout' || this.#decidedByClock(entry);
      case 'approved':
      case 'rejected':
        return this.#verdict(path) === sign;
      case 'transition':
        return false;
    }
  }

  #ranList(path: string, stepId: string): boolean {
    const branches = this.#byStep.get(stepId) ?? [];
    return branches.some(({ seenBy }) => typeof seenBy === 'object' && this.#seen.has(`${path}.${seenBy.first}`));
  }

  /** An approval that ended though no vote decided it. */
  #decidedByClock({ type, path = '', failure }: TrailEntry): boolean {
    const decided = type === 'step:completed' || failure?.code === 'Rejected';
    return decided && this.#taskOf(path) !== undefined && this.#verdict(path) === undefined;
  }

  #verdict(path: string): 'approved' | 'rejected' | undefined {
    const { quorum } = this.#taskOf(path) ?? {};
    const votes = [...(this.#votes.get(path)?.values() ?? [])];
    const approvals = votes.filter(Boolean).length;
    if (quorum === undefined) return undefined;
    if (approvals >= quorum.approve) return 'approved';
    return votes.length - approvals >= quorum.reject ? 'rejected' : undefined;
  }
}

/** Path of the block in whose list a step is the first; later passes of a `try` are numbered, the block is not. */
function ownerPath(path: string, stepId: string, { seenBy }: Branch): string {
  const below = typeof seenBy === 'object' && seenBy.below !== undefined ? `.${seenBy.below}` : '';
  return path.slice(0, -stepId.length - 1 - below.length).replace(/#\d+$/, '');
}

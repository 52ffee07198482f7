import type { ActionStep } from './steps/action.ts';
import type { ApprovalStep } from './steps/approval.ts';
import type { CheckpointStep } from './steps/checkpoint.ts';
import type { EmitStep } from './steps/emit.ts';
import type { EventStep } from './steps/event.ts';
import type { FailStep } from './steps/fail.ts';
import type { ForEachStep } from './steps/for-each.ts';
import type { GenerateStep } from './steps/generate.ts';
import type { IfStep } from './steps/if.ts';
import type { ParallelStep } from './steps/parallel.ts';
import type { ReturnStep } from './steps/return.ts';
import type { SetStep } from './steps/set.ts';
import type { SwitchStep } from './steps/switch.ts';
import type { TransformStep } from './steps/transform.ts';
import type { TryStep } from './steps/try.ts';
import type { UntilStep } from './steps/until.ts';
import type { ValidateStep } from './steps/validate.ts';
import type { WaitStep } from './steps/wait.ts';
import type { WhileStep } from './steps/while.ts';
import type { WorkflowStep } from './steps/workflow.ts';

/** Every step kind by its name in `type`. */
export interface StepsByKind {
  readonly action: ActionStep;
  readonly if: IfStep;
  readonly switch: SwitchStep;
  readonly parallel: ParallelStep;
  readonly forEach: ForEachStep;
  readonly while: WhileStep;
  readonly until: UntilStep;
  readonly try: TryStep;
  readonly workflow: WorkflowStep;
  readonly wait: WaitStep;
  readonly event: EventStep;
  readonly approval: ApprovalStep;
  readonly validate: ValidateStep;
  readonly set: SetStep;
  readonly transform: TransformStep;
  readonly generate: GenerateStep;
  readonly emit: EmitStep;
  readonly checkpoint: CheckpointStep;
  readonly fail: FailStep;
  readonly return: ReturnStep;
}

export type StepKind = keyof StepsByKind;

export type Step = StepsByKind[StepKind];

/** The kind of a step: `action` when it has no `type`. */
export function kindOf(step: Step): StepKind {
  return step.type ?? 'action';
}

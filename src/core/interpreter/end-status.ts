import type { WorkflowStatus } from '../run/status.ts';
import type { Run } from './run.ts';

/** The status that a run ends with, as far as it is known. */
export function endStatus({
  end,
  rolledBackSteps,
  rollbackErrors,
  rollback,
}: Pick<Run, 'end' | 'rolledBackSteps' | 'rollbackErrors' | 'rollback'>): WorkflowStatus {
  switch (end?.status) {
    case 'completed':
      return 'COMPLETED';
    case 'partial':
      return 'PARTIAL';
    case 'cancelled':
      return 'CANCELLED';
    case 'failed':
      return rolledBackSteps > 0 && rollbackErrors.length === 0 && !rollback.declined ? 'ROLLED_BACK' : 'FAILED';
    case undefined:
      return 'RUNNING';
  }
}

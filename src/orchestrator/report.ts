import type { WorkflowDefinition } from '../core/definition/workflow-definition.ts';
import type { WorkflowResult } from '../core/run/result.ts';
import { executeWorkflow } from './execute-workflow.ts';

export interface ReportData {
  fileName: string;
  fileBuffer: Buffer;
  reportType: string;
  stakeholders: string[];
  /** As it is to appear, such as `2025-01-31`. */
  dueDate: string;
  /** @default "review" */
  listId?: string;
}

/** Files a report, creates the card of its review, tells the stakeholders. If it fails, card and document are removed. */
export const reportWorkflow: WorkflowDefinition = {
  id: 'submit-report',
  name: 'Submit Report',
  description: 'File in Drive, create a review task, notify the stakeholders',
  version: '1.0.0',
  rollbackOnFailure: true,
  continueOnOptionalFailure: true,
  input: {
    type: 'object',
    required: ['fileName', 'fileBuffer', 'reportType', 'stakeholders', 'dueDate'],
    properties: {
      fileName: { type: 'string' },
      fileBuffer: { description: 'The document: text or a file reference.' },
      reportType: { type: 'string' },
      stakeholders: { type: 'array', items: { type: 'string' } },
      dueDate: { type: 'string' },
      listId: { type: 'string', default: 'review' },
    },
  },
  steps: [
    {
      id: 'file-report',
      name: 'File Report in Drive',
      target: 'drive',
      action: 'file_document',
      params: { name: '$fileName', content: '$fileBuffer', type: 'REPORT' },
      retryCount: 2,
      rollback: { target: 'drive', action: 'delete_file', params: { fileId: '$file-report.fileId' } },
    },
    {
      id: 'create-review-task',
      name: 'Create Review Task',
      target: 'trello',
      action: 'create_task',
      params: {
        name: 'Review: $reportType',
        description: 'Please review the $reportType\n\n**Due Date:** $dueDate\n**File:** $file-report.webViewLink',
        listId: '$listId',
        labels: ['review', 'report'],
        dueDate: '$dueDate',
      },
      retryCount: 2,
      dependsOn: ['file-report'],
      rollback: { target: 'trello', action: 'delete_card', params: { cardId: '$create-review-task.id' } },
    },
    {
      id: 'notify-stakeholders',
      name: 'Notify Stakeholders',
      target: 'slack',
      action: 'send_notification',
      params: {
        channel: 'leadership',
        message:
          '📊 New Report\nReport: $reportType\n\nDue Date: $dueDate\nStakeholders: ${ join($stakeholders, ", ") }\nFile: $file-report.webViewLink\nReview Task: $create-review-task.url',
      },
      dependsOn: ['create-review-task'],
      optional: true,
    },
  ],
};

export function handleReport(reportData: ReportData): Promise<WorkflowResult> {
  return executeWorkflow(reportWorkflow, { ...reportData });
}

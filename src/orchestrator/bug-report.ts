import type { WorkflowDefinition } from '../core/definition/workflow-definition.ts';
import type { WorkflowResult } from '../core/run/result.ts';
import { executeWorkflow } from './execute-workflow.ts';

export interface BugData {
  title: string;
  description: string;
  severity: 'Low' | 'Medium' | 'High' | 'Critical';
  reporter: string;
  /** @default "backlog" */
  listId?: string;
  /** @default "bugs" */
  spreadsheetId?: string;
}

/** Creates a card, tells the developers, tracks the bug in a sheet. If it fails, the card is removed. */
export const bugReportWorkflow: WorkflowDefinition = {
  id: 'handle-bug-report',
  name: 'Handle Bug Report',
  description: 'Create a Trello card, notify the developers, track in a sheet',
  version: '1.0.0',
  rollbackOnFailure: true,
  continueOnOptionalFailure: true,
  input: {
    type: 'object',
    required: ['title', 'description', 'severity', 'reporter'],
    properties: {
      title: { type: 'string' },
      description: { type: 'string' },
      severity: { enum: ['Low', 'Medium', 'High', 'Critical'] },
      reporter: { type: 'string' },
      listId: { type: 'string', default: 'backlog' },
      spreadsheetId: { type: 'string', default: 'bugs' },
    },
  },
  steps: [
    {
      id: 'create-card',
      name: 'Create Trello Card',
      target: 'trello',
      action: 'create_task',
      params: {
        name: '[BUG] $title',
        description: '$description\n\n**Severity:** $severity\n**Reporter:** $reporter',
        listId: '$listId',
        labels: ['${ lower($severity) }', 'bug'],
      },
      retryCount: 2,
      rollback: { target: 'trello', action: 'delete_card', params: { cardId: '$create-card.id' } },
    },
    {
      id: 'notify-devs',
      name: 'Notify Dev Team',
      target: 'slack',
      action: 'send_notification',
      params: {
        channel: 'engineering',
        message:
          '🐛 New Bug Report\nTitle: $title\n\nSeverity: $severity\nReporter: $reporter\nDescription: $description\nTrello Card: $create-card.url',
      },
      dependsOn: ['create-card'],
      optional: true,
    },
    {
      id: 'track-sheet',
      name: 'Track in Sheet',
      target: 'sheets',
      action: 'update_sheet',
      params: {
        spreadsheetId: '$spreadsheetId',
        operation: 'APPEND_ROW',
        values: {
          Date: '${ split($run.startedAt, "T")[0] }',
          Title: '$title',
          Severity: '$severity',
          Reporter: '$reporter',
          Status: 'Open',
          Link: '$create-card.url',
        },
      },
      retryCount: 2,
      dependsOn: ['create-card'],
    },
  ],
};

export function handleBugReport(bugData: BugData): Promise<WorkflowResult> {
  return executeWorkflow(bugReportWorkflow, { ...bugData });
}

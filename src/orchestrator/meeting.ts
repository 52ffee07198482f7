import type { WorkflowDefinition } from '../core/definition/workflow-definition.ts';
import type { WorkflowResult } from '../core/run/result.ts';
import { executeWorkflow } from './execute-workflow.ts';

export interface MeetingData {
  title: string;
  date: string;
  time: string;
  /** Minutes. */
  duration: number;
  attendees: string[];
  agenda: string;
  /** @default "meetings" */
  databaseId?: string;
}

/** Creates a meeting page with the agenda and tells the attendees. */
export const meetingWorkflow: WorkflowDefinition = {
  id: 'schedule-meeting',
  name: 'Schedule Meeting',
  description: 'Create a Notion page, notify the attendees',
  version: '1.0.0',
  rollbackOnFailure: true,
  continueOnOptionalFailure: true,
  input: {
    type: 'object',
    required: ['title', 'date', 'time', 'duration', 'attendees', 'agenda'],
    properties: {
      title: { type: 'string' },
      date: { type: 'string' },
      time: { type: 'string' },
      duration: { type: 'number', description: 'Minutes.' },
      attendees: { type: 'array', items: { type: 'string' } },
      agenda: { type: 'string' },
      databaseId: { type: 'string', default: 'meetings' },
    },
  },
  steps: [
    {
      id: 'create-notion',
      name: 'Create Notion Task',
      target: 'notion',
      action: 'create_task',
      params: {
        title: '$title',
        content: '$agenda',
        databaseId: '$databaseId',
        properties: {
          Date: '$date',
          Time: '$time',
          Duration: '$duration minutes',
          Attendees: '${ join($attendees, ", ") }',
          Type: 'Meeting',
        },
      },
      retryCount: 2,
      rollback: { target: 'notion', action: 'archive_page', params: { pageId: '$create-notion.id' } },
    },
    {
      id: 'notify-attendees',
      name: 'Notify Attendees',
      target: 'slack',
      action: 'send_notification',
      params: {
        channel: 'general',
        message:
          '📅 Meeting Scheduled\nTitle: $title\n\nDate: $date\nTime: $time\nDuration: $duration minutes\nAttendees: ${ join($attendees, ", ") }\nNotion Page: $create-notion.url',
      },
      dependsOn: ['create-notion'],
      optional: true,
    },
  ],
};

export function handleMeeting(meetingData: MeetingData): Promise<WorkflowResult> {
  return executeWorkflow(meetingWorkflow, { ...meetingData });
}

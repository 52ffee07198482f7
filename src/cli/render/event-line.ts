import type { WorkflowEvent } from '../../core/run/events.ts';
import type { Colors } from '../terminal.ts';
import { renderDuration } from '../../core/run/render-duration.ts';
import { oneLine } from './step-line.ts';

/** What a line tells of an event. */
export type EventLine = Pick<
  WorkflowEvent,
  'type' | 'timestamp' | 'path' | 'duration' | 'attempts' | 'cached' | 'usage' | 'error' | 'progress' | 'notice'
>;

/** `12:30:00.512  step:completed      charge  142 ms` */
export function renderEvent(event: EventLine, colors: Colors): string {
  const { type, path, duration, attempts, cached, usage, error, progress, notice } = event;
  const parts = [
    colors.dim(event.timestamp.slice(11, 23)),
    coloured(type, colors)(type.padEnd(18)),
    ...(path === undefined ? [] : [path]),
    ...(notice === undefined ? [] : [oneLine(notice)]),
    ...(duration === undefined ? [] : [colors.dim(renderDuration(duration))]),
    ...((attempts ?? 1) > 1 ? [colors.dim(`${attempts} attempts`)] : []),
    ...(cached === true ? [colors.dim('cached')] : []),
    ...(usage === undefined || usage.shared === true ? [] : [colors.dim(renderUsage(usage))]),
    ...(type === 'workflow:progress' && progress !== undefined ? [`${progress.percentComplete} %`] : []),
    ...(error === undefined ? [] : [colors.red(oneLine(error))]),
  ];
  return parts.join('  ').trimEnd();
}

/** Of a process of its own; a figure that others share says too little for a line. */
function renderUsage({ cpu, memory }: NonNullable<EventLine['usage']>): string {
  return `${renderDuration(cpu)} CPU${memory === undefined ? '' : `, ${Math.round(memory / 1e6)} MB`}`;
}

function coloured(type: WorkflowEvent['type'], colors: Colors): (text: string) => string {
  if (type.endsWith(':completed')) return colors.green;
  if (type.endsWith(':failed')) return colors.red;
  return type.endsWith(':started') || type.endsWith(':progress') ? String : colors.yellow;
}

import type { WorkflowEvent } from '../../core/run/events.ts';
import type { Colors } from '../terminal.ts';
import { renderDuration } from '../../core/run/render-duration.ts';
import { oneLine } from './step-line.ts';

/** What a line tells of an event. */
export type EventLine = Pick<
  WorkflowEvent,
  'type' | 'timestamp' | 'path' | 'duration' | 'attempts' | 'cached' | 'error' | 'progress' | 'notice'
>;

/** `12:30:00.512  step:completed      charge  142 ms` */
export function renderEvent(event: EventLine, colors: Colors): string {
  const { type, path, duration, attempts, cached, error, progress, notice } = event;
  const parts = [
    colors.dim(event.timestamp.slice(11, 23)),
    coloured(type, colors)(type.padEnd(18)),
    ...(path === undefined ? [] : [path]),
    ...(notice === undefined ? [] : [oneLine(notice)]),
    ...(duration === undefined ? [] : [colors.dim(renderDuration(duration))]),
    ...((attempts ?? 1) > 1 ? [colors.dim(`${attempts} attempts`)] : []),
    ...(cached === true ? [colors.dim('cached')] : []),
    ...(type === 'workflow:progress' && progress !== undefined ? [`${progress.percentComplete} %`] : []),
    ...(error === undefined ? [] : [colors.red(oneLine(error))]),
  ];
  return parts.join('  ').trimEnd();
}

function coloured(type: WorkflowEvent['type'], colors: Colors): (text: string) => string {
  if (type.endsWith(':completed')) return colors.green;
  if (type.endsWith(':failed')) return colors.red;
  return type.endsWith(':started') || type.endsWith(':progress') ? String : colors.yellow;
}

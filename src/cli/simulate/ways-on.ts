import type { Waiting } from '../../testing/record/test-result.ts';
import { sampleOf } from '../../testing/mocks/sample.ts';
import type { PendingTask } from '../../core/run/wire.ts';
import { shortDuration } from '../../testing/short-duration.ts';
import { shellWord } from '../render/command-line.ts';

/** Milliseconds after which something comes. */
const SOON = 3_600_000;

/** Something that a run waits for, and how it comes. */
export interface WayOn {
  readonly path: string;
  readonly for: 'event' | 'approval' | 'resume';
  /** In words. */
  readonly text: string;
  /** In a run whose id is RUN. */
  readonly command: string;
  /** In a simulation: the value of `--at`. */
  readonly at: string;
}

/** How the outside brings a run on that has waited so many milliseconds. */
export function waysOn(waiting: readonly Waiting[], duration: number): readonly WayOn[] {
  const after = shortDuration(duration + SOON);
  return waiting.flatMap((each): readonly WayOn[] => {
    const { path } = each;
    const [run, to] = receiverOf(path);
    if (each.for === 'resume') {
      return [
        { path, for: 'resume', text: 'the run is paused', command: `stepwright resume ${run}`, at: flow({ after, ...to, resume: true }) },
      ];
    }
    if (each.for === 'approval') return [approval(path, each.task, { run, at: { after, ...to } })];
    return each.events.map((type) => ({
      path,
      for: 'event',
      text: `"${path}" waits for the event ${type}`,
      command: `stepwright event ${run} ${shellWord(type)}`,
      at: flow({ after, ...to, event: { type } }),
    }));
  });
}

interface Receiver {
  /** Run id as it stands in a command. */
  readonly run: string;
  /** When a message comes to it, and of a child run the step that started it. */
  readonly at: { readonly after: string; readonly to?: string };
}

function receiverOf(path: string): readonly [string, { readonly to?: string }] {
  const at = path.lastIndexOf('/');
  return at === -1 ? ['RUN', {}] : [shellWord(`RUN/${path.slice(0, at)}`), { to: path.slice(0, at) }];
}

const ROLE = 'role:';

function approval(path: string, { approvers, form }: PendingTask, { run, at }: Receiver): WayOn {
  const step = path.slice(path.lastIndexOf('/') + 1);
  const [first = 'NAME'] = approvers;
  const role = first.startsWith(ROLE) ? first.slice(ROLE.length) : undefined;
  const by = role === undefined ? first : 'NAME';
  const filled = form === null ? {} : { form: sampleOf(form) };
  return {
    path,
    for: 'approval',
    text: `"${path}" waits for an approval by ${approvers.join(', ') || 'anybody'}`,
    command: [
      `stepwright approve ${run} ${shellWord(step)} --as ${shellWord(by)}`,
      ...(role === undefined ? [] : [`--role ${shellWord(role)}`]),
      ...(form === null ? [] : [`--form ${shellWord(JSON.stringify(filled.form))}`]),
    ].join(' '),
    at: flow({ ...at, approve: { step, by, ...(role === undefined ? {} : { roles: [role] }), ...filled } }),
  };
}

/** A value in YAML's flow style, without quotes where none are needed. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{ ${Object.entries(value)
      .map(([key, each]) => `${key}: ${flow(each)}`)
      .join(', ')} }`;
  }
  if (typeof value === 'string' && /^(?:[A-Za-z][\w.-]*|(?:\d+(?:ms|[smhdw]))+)$/.test(value) && !/^(?:true|false|null)$/i.test(value))
    return value;
  return JSON.stringify(value);
}

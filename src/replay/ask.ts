import { defaultPayloadConverter, type Payload } from '@temporalio/common';

/** One thing that a run asked of Temporal. */
export interface Ask {
  readonly kind: 'action' | 'timer' | 'child' | 'signal' | 'hand-over' | 'result';
  /** Path of the step that asked; empty: the run itself. */
  readonly path: string;
  /** What Temporal compares: a replay in which another one stands in this place diverges. */
  readonly identity: string;
  /** What Temporal does not compare: params, length of a timer, result. */
  readonly content: unknown;
}

export interface AskParts {
  readonly id: string;
  readonly type: string;
  readonly args: readonly unknown[];
  readonly summary: string;
}

/** The path is in the action's envelope; the id of an activity is cut where a path is very long. */
export function actionAsk({ id, type, args, summary }: AskParts): Ask {
  const [envelope] = args;
  const inEnvelope = typeof envelope === 'object' && envelope !== null && 'path' in envelope ? envelope.path : undefined;
  const path = typeof inEnvelope === 'string' ? inEnvelope : pathIn(summary);
  return { kind: 'action', path, identity: `${type} ${id}`, content: args.length > 1 ? args : envelope };
}

/** `content`: milliseconds. */
export function timerAsk(ms: number, summary: string): Ask {
  const path = pathIn(summary);
  return { kind: 'timer', path, identity: path === '' ? summary : path, content: ms };
}

/** `id` is the child's run id. */
export function childAsk({ id, type, args, summary }: AskParts): Ask {
  return { kind: 'child', path: pathIn(summary), identity: `${type} ${id}`, content: args[0] };
}

export function signalAsk(name: string, to: string, args: readonly unknown[]): Ask {
  return { kind: 'signal', path: '', identity: `${name} to ${to}`, content: args[0] };
}

/** The run goes on in a fresh history. */
export function handOverAsk(args: readonly unknown[]): Ask {
  return { kind: 'hand-over', path: '', identity: 'a fresh history', content: args[0] };
}

/** How the run ended, or (memo) what it left before it closed as cancelled. */
export function resultAsk(end: 'completed' | 'failed' | 'cancelled' | 'memo', content: unknown): Ask {
  return { kind: 'result', path: '', identity: end, content };
}

export type Payloads = readonly Payload[] | null | undefined;

export function valuesOf(payloads: Payloads): readonly unknown[] {
  return (payloads ?? []).map(valueOf);
}

export function valueOf(payload: Payload): unknown {
  return defaultPayloadConverter.fromPayload(payload);
}

/** Milliseconds of a protobuf duration, whichever way its seconds are held. */
export function milliseconds(duration: { readonly seconds?: unknown; readonly nanos?: number | null } | null | undefined): number {
  return Number(duration?.seconds ?? 0) * 1000 + (duration?.nanos ?? 0) / 1e6;
}

/** Summaries are `<path> · <name>`, where a step asks. */
function pathIn(summary: string): string {
  const end = summary.indexOf(' · ');
  return end === -1 ? '' : summary.slice(0, end);
}

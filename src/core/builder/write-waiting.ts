import { local } from './roots.ts';
import { writeSteps, type Own } from './step-fields.ts';
import { jsonSchemaOf, type SchemaSource } from './json-schema-of.ts';
import type { Renderer } from './render.ts';
import type { StepLists } from './step-lists.ts';
import type { ApprovalTimeoutOption, EventTimeout } from './waiting-options.ts';

interface Waiting {
  readonly match?: ((event: never) => unknown) | undefined;
  readonly onTimeout?: EventTimeout;
}

/** An `event`: its condition sees the event. */
export function eventFields(
  lists: StepLists,
  { id, event }: { readonly id: string; readonly event: unknown },
  { match, onTimeout }: Waiting,
): Own {
  const scope = { of: `condition of "${id}"`, names: ['event'] };
  const late = typeof onTimeout === 'object' ? lists.collect(id, onTimeout.steps) : undefined;
  return (write) => ({
    type: 'event',
    event: write.value(event),
    match: match === undefined ? undefined : write.inside(scope, () => write.condition(match(local(scope, 'event') as never))),
    onTimeout: late === undefined ? onTimeout : { steps: writeSteps(late, write) },
  });
}

interface Approval {
  readonly approvers: unknown;
  readonly prompt?: unknown;
  readonly form?: SchemaSource | undefined;
  readonly quorum?: unknown;
  readonly allowSelf?: boolean | undefined;
  readonly onReject?: string | undefined;
  readonly onTimeout?: ApprovalTimeoutOption | undefined;
}

export function approvalFields({ approvers, prompt, form, quorum, allowSelf, onReject, onTimeout }: Approval): Own {
  const schema = form === undefined ? undefined : jsonSchemaOf(form);
  return (write) => ({
    type: 'approval',
    approvers: write.value(approvers),
    prompt: write.value(prompt),
    form: schema,
    quorum,
    allowSelf,
    onReject,
    onTimeout: escalation(onTimeout, write),
  });
}

function escalation(onTimeout: ApprovalTimeoutOption | undefined, write: Renderer): unknown {
  if (typeof onTimeout !== 'object') return onTimeout;
  const { approvers, quorum, timeout, onTimeout: then } = onTimeout.escalate;
  const fields = { approvers: write.value(approvers), quorum, timeout: write.value(timeout), onTimeout: escalation(then, write) };
  return { escalate: Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) };
}

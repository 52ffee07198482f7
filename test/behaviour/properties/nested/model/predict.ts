import type { WorkflowDefinition } from '../../../../../src/core/definition/workflow-definition.ts';
import { runList } from './steps.ts';
import { topList, undoAll, type Main } from './top-list.ts';
import { resolve } from './values.ts';
import { leaveOpen, ms, newLedger, type Call, type Fault, type Place, type SentEvent } from './world.ts';

/** What people do to the run, in ms from its start. */
export interface Interference {
  readonly cancelAt?: number;
  readonly pause?: { readonly from: number; readonly to: number };
}

/** What is left of a run when it is over. */
export interface Predicted {
  readonly status: string;
  readonly output: unknown;
  readonly fault?: Fault;
  /** Status by path. */
  readonly steps: Readonly<Record<string, string>>;
  /** In order of their beginning; rollbacks too. */
  readonly calls: readonly Call[];
  readonly rollbackPerformed: boolean;
  readonly rollbackErrors: readonly string[];
  readonly variables: Readonly<Record<string, unknown>>;
  readonly endedAt: number;
  /** Where the rules leave it open what happens; empty when everything is determined. */
  readonly open: readonly string[];
}

const CANCELLED: Fault = { code: 'Cancelled', class: 'cancelled', step: '', path: '' };
const TIMEOUT: Fault = { code: 'Timeout', class: 'timeout', step: '', path: '' };

/**
 * A second, simpler reading of the rules: plays a definition that calls nothing but the probe, in virtual time, with no
 * concurrency at all: what runs side by side is played one after the other.
 */
export function predict(definition: WorkflowDefinition, { cancelAt = Infinity, pause }: Interference = {}): Predicted {
  const ledger = newLedger();
  const paused = (at: number) => {
    if (at === pause?.from) ledger.open.push(`something due when the pause begins, at ${at}`);
    return pause !== undefined && at >= pause.from && at < pause.to ? pause.to : at;
  };
  /** A cancel ends the pause that it falls into. */
  const lifted = pause !== undefined && pause.from <= cancelAt && cancelAt < pause.to;
  if (cancelAt === pause?.from || cancelAt === pause?.to) ledger.open.push(`cancelled when a pause begins or ends, at ${cancelAt}`);
  const gate = (at: number) => (lifted && at >= cancelAt ? at : paused(at));
  const timeoutAt = definition.timeout === undefined ? Infinity : paused(ms(definition.timeout, 0));
  const place: Place = {
    ledger,
    names: { values: new Map(), variables: new Map(), taken: new Map() },
    locals: {},
    cuts: [cancelAt, timeoutAt],
    lane: '',
    body: false,
    optionalCounts: definition.continueOnOptionalFailure !== false,
    gate,
    due(at) {
      if (lifted && at >= pause.from && at < cancelAt) ledger.open.push(`something fell due at ${at}, in a pause that a cancel ended`);
      return gate(at);
    },
    list: runList,
    events: eventsOf(definition),
  };
  const main = topList(definition, place);
  const cut = main.ended.how === 'cancelled' && cancelAt < timeoutAt;
  const after: Place = { ...place, cuts: [], ...(cut ? {} : { gate: paused, due: paused }) };
  return conclude(definition, verdict(main, { definition, cut, place: after }), { place: after, cancelAt: cut ? Infinity : cancelAt });
}

/** A random definition brings the events with it that are sent to its run. */
export function eventsOf(definition: WorkflowDefinition): readonly SentEvent[] {
  return (definition['x-events'] ?? []) as readonly SentEvent[];
}

interface Verdict {
  readonly status: string;
  readonly at: number;
  readonly output?: unknown;
  readonly fault?: Fault;
}

function verdict(
  { ended, partial }: Main,
  run: { readonly definition: WorkflowDefinition; readonly cut: boolean; readonly place: Place },
): Verdict {
  const { at, how, value } = ended;
  if (how === 'cancelled') return run.cut ? { status: 'CANCELLED', at, fault: CANCELLED } : { status: 'FAILED', at, fault: TIMEOUT };
  if (how === 'failed') return { status: 'FAILED', at, ...(ended.fault === undefined ? {} : { fault: ended.fault }) };
  if (how === 'returned') return { status: 'COMPLETED', at, output: value };
  const { definition, place } = run;
  const values = (definition.steps ?? []).map(({ id }) => [id, place.names.values.get(id) ?? null]);
  const output = definition.output === undefined ? Object.fromEntries(values) : resolve(definition.output, place);
  return { status: partial ? 'PARTIAL' : 'COMPLETED', at, output };
}

/** Rollback, `finally`, and then the status stands. */
function conclude(
  definition: WorkflowDefinition,
  ended: Verdict,
  { place, cancelAt }: { readonly place: Place; readonly cancelAt: number },
): Predicted {
  const { ledger } = place;
  const undoes = definition.rollbackOnFailure === true && (ended.status === 'FAILED' || ended.status === 'CANCELLED');
  const undoneAt = undoes ? undoAll(definition, place, ended.at) : ended.at;
  const rollbackPerformed = ledger.undone.length > 0 && ledger.undoFailed.length === 0;
  const status = ended.status === 'FAILED' && rollbackPerformed ? 'ROLLED_BACK' : ended.status;
  const steps = definition.finally ?? [];
  const last = place.list(steps, 'finally', undoneAt, { ...place, locals: { run: { status } } });
  if (cancelAt >= undoneAt && cancelAt <= last.at) leaveOpen(place, 'a cancel that comes while the run ends');
  const spoilt = last.how === 'failed';
  if (spoilt && status !== 'COMPLETED' && status !== 'FAILED') leaveOpen(place, `a finally that fails in a run that is ${status}`);
  if (spoilt && status === 'COMPLETED' && rollbackPerformed) leaveOpen(place, 'a finally that fails after the rollback of a block');
  const fault = spoilt ? last.fault : ended.fault;
  return {
    status: spoilt && status === 'COMPLETED' ? 'FAILED' : status,
    output: spoilt ? null : (ended.output ?? null),
    ...(fault === undefined ? {} : { fault }),
    steps: Object.fromEntries(ledger.steps),
    calls: ledger.calls.toSorted((a, b) => a.at - b.at),
    rollbackPerformed,
    rollbackErrors: ledger.undoFailed,
    variables: Object.fromEntries(place.names.variables),
    endedAt: last.at,
    open: ledger.open,
  };
}

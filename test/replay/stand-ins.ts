import { setImmediate } from 'node:timers/promises';

import { Context } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';

import { requestCancel } from '../../activities/internal/request-cancel.ts';
import { runSection, type SectionHost } from '../../src/core/execution/run-section.ts';
import { SECTION, type SectionRequest } from '../../src/core/execution/section.ts';
import type { Failure } from '../../src/core/errors/failure.ts';
import type { ActionResult } from '../../src/core/interpreter/runtime.ts';
import type { ActionEnvelope } from '../../src/core/run/action-envelope.ts';
import { decideRetry } from '../../src/core/expression/decide-retry.ts';

/** What actions give while a history is recorded: small, the same everywhere, and no path of any machine. */
const RESULTS: Readonly<Record<string, unknown>> = {
  'cpu.primes': { primes: 4 },
  'currency.convert': { amount: 108, rate: 1.08 },
  'drive.file_document': { fileId: 'file-1', webViewLink: 'drive://file-1' },
  'file.write': { path: 'written.txt' },
  'gmail.send_email': { messageId: 'mail-1' },
  'integration.check_status': { status: 'done' },
  'integration.custom_action': { response: 'accepted' },
  'integration.extract_data': { rows: [1, 2, 3] },
  'integration.format_message': { formatted: 'Hello all', title: 'Hello' },
  'integration.initiate': { id: 'process-1' },
  'integration.transform_data': { result: ['a', 'b'], count: 2 },
  'notion.create_task': { id: 'page-1', url: 'notion://page-1' },
  'sheets.log_action': { url: 'sheets://log' },
  'sheets.update_sheet': { url: 'sheets://sheet-1', row: 1, rowId: 'row-1' },
  'shop.reserve': { reservation: 'res-1', price: 120 },
  'slack.send_notification': { ts: '1', url: 'slack://1' },
  'slack.standard_notify': { ts: '1', url: 'slack://1' },
  'slack.urgent_notify': { ts: '1', url: 'slack://1' },
  'step.greeting': { text: 'Dear Ada,' },
  'trello.create_task': { id: 'card-1', url: 'trello://card-1' },
};

/** Makes the calls of a section, in no time. */
const HOST: SectionHost = {
  stopped: false,
  elapsed: () => 1,
  stopIn: () => nothing,
  stopSoon: nothing,
  delivered: nothing,
  quiet: () => setImmediate(),
  call: async (_scope, { target, action }) => ({
    status: 'completed',
    value: { data: RESULTS[`${target}.${action}`] ?? null, ms: 1, attempts: 1 },
  }),
};

function nothing(): void {
  // Nobody looks.
}

/** Activities that stand for every action of every target. `onHold` is told when a held action has begun. */
export function standIns(onHold: (path: string) => void) {
  return {
    'stepwright.cancel': requestCancel,
    [SECTION]: (request: SectionRequest) => runSection(request, HOST),
    default: async (envelope: ActionEnvelope): Promise<ActionResult> => {
      const { attempt } = Context.current().info;
      const usage = envelope.target === 'cpu' ? { usage: { cpu: 12, memory: 64_000_000 } } : {};
      return { data: await perform(envelope, { attempt, onHold }), ms: 1, attempts: attempt, ...usage };
    },
  };
}

interface Attempt {
  readonly attempt: number;
  readonly onHold: (path: string) => void;
}

async function perform(envelope: ActionEnvelope, { attempt, onHold }: Attempt): Promise<unknown> {
  const { target, action, params, path } = envelope;
  const name = `${target}.${action}`;
  if (name === 'util.echo') return params;
  if (name === 'util.flaky' && attempt <= Number(params['failures'])) throw failed(envelope, attempt);
  if (name === 'probe.hold') {
    onHold(path);
    await cancelled();
  }
  return RESULTS[name] ?? null;
}

async function cancelled(): Promise<never> {
  const beat = setInterval(() => Context.current().heartbeat(), 100);
  try {
    return await Context.current().cancelled;
  } catch {
    throw new CancelledFailure('cancelled');
  } finally {
    clearInterval(beat);
  }
}

function failed(envelope: ActionEnvelope, attempts: number): ApplicationFailure {
  const { stepId: step, path, runId, retry } = envelope;
  const failure: Failure = { code: 'Flaky', class: 'transient', message: 'not yet', step, path, attempts };
  const delay = decideRetry(retry, failure, `${runId}/${path}`);
  return ApplicationFailure.create({
    type: failure.code,
    message: failure.message,
    details: [failure],
    nonRetryable: delay === undefined,
    ...(delay === undefined ? {} : { nextRetryDelay: Math.max(1, delay) }),
  });
}

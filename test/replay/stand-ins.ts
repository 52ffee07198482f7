import { setTimeout as delay } from 'node:timers/promises';

import { Context } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';

import { z } from 'zod';

import { CpuProcesses } from '../../activities/cpu/processes.ts';
import { callLocally } from '../../activities/express/call-locally.ts';
import type { Callable, Callables } from '../../activities/express/callables.ts';
import { expressSection } from '../../activities/express/express-section.ts';
import { AttemptsUnderWay, type Attempt as AttemptUnderWay, type CallId } from '../../activities/policies/attempt.ts';
import { giveUp } from '../../activities/policies/call-here.ts';
import { Limits } from '../../activities/policies/limits.ts';
import type { ActionDeps } from '../../activities/policies/run-action.ts';
import { GIVE_UP, LOCAL_CALL, SECTION, type SectionRequest } from '../../src/core/execution/section.ts';
import type { ActionContext } from '../../src/core/target/target.ts';
import { PayloadFiles } from '../../src/files/payload-files.ts';
import { PayloadFolder } from '../../src/files/payload-folder.ts';
import { Breaker } from '../../src/records/breaker.ts';
import { Cache } from '../../src/records/cache.ts';
import { Outage } from '../../src/records/outage.ts';
import { DocumentStore } from '../../src/storage/document-store.ts';
import { MemoryBackend } from '../../src/storage/memory/memory-backend.ts';
import { requestCancel } from '../../activities/internal/request-cancel.ts';
import type { Failure } from '../../src/core/errors/failure.ts';
import type { ActionResult } from '../../src/core/interpreter/runtime.ts';
import type { ActionEnvelope } from '../../src/core/run/action-envelope.ts';
import { decideRetry } from '../../src/core/expression/decide-retry.ts';

/** What actions give while a history is recorded: small, the same everywhere, and no path of any machine. */
const RESULTS: Readonly<Record<string, unknown>> = {
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

/** Of these there are stand-ins beside the workflow too. */
const CALLABLE = [...Object.keys(RESULTS), 'util.echo', 'util.flaky', 'util.slow', 'probe.hold', 'probe.undo'];

function standInCallables(onHold: (path: string) => void, deps: ActionDeps): Callables {
  const callable = (name: string): Callable => ({
    deps,
    action: {
      params: z.record(z.string(), z.unknown()),
      idempotent: true,
      run: async (params: Readonly<Record<string, unknown>>, { attempt, path, signal }: ActionContext) => {
        if (name === 'util.echo') return params;
        if (name === 'util.flaky' && attempt <= Number(params['failures'])) throw new Error('not yet');
        if (name === 'util.slow') await delay(Number(params['ms']), undefined, { signal });
        if (name === 'probe.hold') {
          onHold(path);
          await delay(60_000, undefined, { signal });
        }
        return RESULTS[name] ?? null;
      },
    },
  });
  return new Map(CALLABLE.map((name) => [name, callable(name)]));
}

/** What attempts need of a worker: nothing is kept. */
function depsOf(): ActionDeps {
  const store = new DocumentStore('memory:', new MemoryBackend());
  const outage = new Outage(() => undefined);
  return {
    files: new PayloadFiles(new PayloadFolder('unused')),
    cache: new Cache(store, { outage }),
    breaker: new Breaker(store, { outage }),
    underWay: new AttemptsUnderWay(),
    cpu: new CpuProcesses(),
    limits: new Limits({}),
  };
}

/** Activities that stand for every action of every target. `onHold` is told when a held action has begun. */
export function standIns(onHold: (path: string) => void) {
  const deps = depsOf();
  const callables = standInCallables(onHold, deps);
  return {
    'stepwright.cancel': requestCancel,
    [LOCAL_CALL]: (envelope: ActionEnvelope) => callLocally(envelope, callables),
    [SECTION]: (request: SectionRequest) => expressSection(request, callables),
    [GIVE_UP]: (call: CallId) => giveUp(deps.underWay, call),
    default: async (envelope: ActionEnvelope): Promise<ActionResult> => {
      const { attempt } = Context.current().info;
      const underWay = deps.underWay.take(envelope, attempt + (envelope.earlier?.failures ?? 0));
      if (underWay !== undefined) return joined(underWay);
      return { data: await perform(envelope, { attempt, onHold }), ms: 1, attempts: attempt };
    },
  };
}

async function joined(attempt: AttemptUnderWay): Promise<ActionResult> {
  const off = attempt.follow(Context.current(), () => undefined);
  const beat = setInterval(() => Context.current().heartbeat(), 100);
  try {
    return await attempt.result;
  } finally {
    clearInterval(beat);
    off();
  }
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

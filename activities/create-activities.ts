import { Context } from '@temporalio/activity';

import type { ActionEnvelope } from '../src/core/run/action-envelope.ts';
import { GIVE_UP, LOCAL_CALL, SECTION, type SectionRequest } from '../src/core/execution/section.ts';
import type { RunInput } from '../src/core/run/wire.ts';
import type { Registry } from '../src/core/target/registry.ts';
import { present } from '../src/core/present.ts';
import { PayloadFiles } from '../src/files/payload-files.ts';
import type { PayloadStore, PayloadUser } from '../src/files/payload-store.ts';
import { Breaker } from '../src/records/breaker.ts';
import { Cache } from '../src/records/cache.ts';
import { Outage } from '../src/records/outage.ts';
import type { Store } from '../src/storage/store.ts';
import { CpuProcesses } from './cpu/processes.ts';
import { FolderSource, noSource } from './definitions/folder-source.ts';
import { prepareRun } from './definitions/prepare-run.ts';
import { internalActions } from './internal/internal-actions.ts';
import { requestCancel } from './internal/request-cancel.ts';
import { resultOf } from './internal/result-of.ts';
import { finalFailure, recordOf } from './policies/failure.ts';
import { Limits } from './policies/limits.ts';
import { runAction, type ActionDeps } from './policies/run-action.ts';
import type { SecretProvider } from './policies/secrets/provider.ts';
import type { TurnstileLimits } from './policies/turnstile.ts';
import { unknownAction } from './policies/unknown-action.ts';
import type { AttemptsUnderWay, CallId } from './policies/attempt.ts';
import { giveUp } from './policies/call-here.ts';
import { callablesOf } from './express/callables.ts';
import { callLocally } from './express/call-locally.ts';
import { expressSection } from './express/express-section.ts';

export interface ActivityOptions {
  readonly registry: Registry;
  /** Where large payloads and files lie. */
  readonly payloads: PayloadStore;
  /** Shared by all workers. */
  readonly store: Store;
  /** Attempts that no activity waits for. */
  readonly underWay: AttemptsUnderWay;
  /** Folder in which definitions are found by id. */
  readonly definitionsDir?: string;
  /** Who is asked for secrets, in this order. @default nobody */
  readonly secrets?: readonly SecretProvider[];
  /** By target or `target.action`. @default none */
  readonly limits?: Readonly<Record<string, TurnstileLimits>>;
}

type Activity = (...args: never[]) => Promise<unknown>;

/**
 * Every activity of a worker, by type: `target.action` for each action it has, `default` for those it has not, and
 * `stepwright.…`, which the workflow itself uses.
 */
export function createActivities({
  registry,
  payloads,
  store,
  definitionsDir,
  secrets = [],
  limits = {},
  underWay,
}: ActivityOptions): Record<string, Activity> {
  const outage = new Outage(tellOutage);
  const deps: ActionDeps = {
    files: new PayloadFiles(payloads, runOfActivity),
    cache: new Cache(store, { outage }),
    breaker: new Breaker(store, { outage }),
    underWay,
    cpu: new CpuProcesses(),
    limits: new Limits(limits),
  };
  const callables = callablesOf(registry, { internal: internalActions(registry.targets, store), deps, secrets });
  const source = definitionsDir === undefined ? noSource : new FolderSource(definitionsDir);
  const activities: Record<string, Activity> = {
    'stepwright.prepare': final((input: RunInput) => prepareRun(input, { source, targets: registry.targets })),
    'stepwright.cancel': requestCancel,
    'stepwright.resultOf': resultOf,
    [LOCAL_CALL]: (envelope: ActionEnvelope) => callLocally(envelope, callables),
    [GIVE_UP]: (call: CallId) => giveUp(deps.underWay, call),
    [SECTION]: (request: SectionRequest) => expressSection(request, callables),
    default: async (envelope: ActionEnvelope | undefined) => {
      const at = envelope === undefined ? {} : { step: envelope.stepId, path: envelope.path, attempts: 1 };
      throw finalFailure(unknownAction(registry, Context.current().info.activityType, envelope), at);
    },
  };
  for (const [type, { action, deps }] of callables) activities[type] = (envelope: ActionEnvelope) => runAction(action, envelope, deps);
  return activities;
}

/** Who writes what an action writes. */
function runOfActivity(): PayloadUser {
  const { namespace, workflowExecution } = Context.current().info;
  return { ...present({ namespace, runId: workflowExecution?.workflowId }) };
}

function tellOutage(error: unknown): void {
  const message = 'the store is away: until it is back every call is made, whatever its cache and circuit breaker';
  Context.current().log.warn(message, { error: recordOf(error).message });
}

/** What fails here fails again however often it is tried. */
function final<A extends readonly unknown[]>(work: (...args: A) => Promise<unknown>): (...args: A) => Promise<unknown> {
  return async (...args) => {
    try {
      return await work(...args);
    } catch (error) {
      throw finalFailure(error);
    }
  };
}

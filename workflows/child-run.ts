import {
  ApplicationFailure,
  defineSearchAttributeKey,
  SearchAttributeType,
  TerminatedFailure,
  type SearchAttributePair,
} from '@temporalio/common';
import {
  CancellationScope,
  ChildWorkflowCancellationType,
  ChildWorkflowFailure,
  ParentClosePolicy,
  proxyActivities,
  startChild,
  type ChildWorkflowHandle,
  type ChildWorkflowOptions,
} from '@temporalio/workflow';
import type { WorkflowDefinition } from '../src/core/definition/workflow-definition.ts';
import type { Failure } from '../src/core/errors/failure.ts';
import type { ChildCall, ChildResult, Outcome, StartedChild } from '../src/core/interpreter/runtime.ts';
import type { Scope } from '../src/core/interpreter/scope.ts';
import { spawn } from '../src/core/interpreter/spawn.ts';
import { present } from '../src/core/present.ts';
import { START_MEMO, type StartMemo } from '../src/core/run/start-memo.ts';
import { priorityOf } from '../src/core/run/turn-taking.ts';
import { SEARCH_ATTRIBUTES, SIGNALS, type RunInput } from '../src/core/run/wire.ts';
import { failureOf } from './failures.ts';
import { within } from './within.ts';

/** What a child takes over from the run that starts it. */
export interface ParentFacts {
  readonly searchAttributes: boolean;
  readonly startedBy?: string;
  readonly ui?: string;
  /** Hash of this run's definition: its partitions have the same. */
  readonly hash: string;
  readonly definition: WorkflowDefinition;
  readonly interpreter: number;
}

interface InternalActivities {
  'stepwright.resultOf'(runId: string): Promise<ChildResult | null>;
}

const { 'stepwright.resultOf': resultOf } = proxyActivities<InternalActivities>({
  startToCloseTimeout: '20s',
  retry: { initialInterval: 200, maximumInterval: 5_000 },
  summary: 'what the cancelled child left',
});

type Run = (input: RunInput) => Promise<ChildResult>;

/** Starts a child run. Cancelled with its scope, it is waited for: it may have steps to undo. */
export async function startChildRun(scope: Scope, child: ChildCall, facts: ParentFacts): Promise<Outcome<StartedChild>> {
  const cancellation = new CancellationScope({ cancellable: true });
  const off = child.onParentClose === 'abandon' ? () => undefined : scope.onCancel(() => cancellation.cancel());
  const started = await within(scope, () => cancellation.run(() => startChild<Run>(child.definition.id, optionsOf(child, facts))));
  if (started.status === 'completed') return { status: 'completed', value: hold(started.value, scope, off) };
  off();
  return started;
}

function hold(handle: ChildWorkflowHandle<Run>, scope: Scope, off: () => void): StartedChild {
  return {
    end: endOf(handle, scope, off),
    tell: (what) => CancellationScope.nonCancellable(() => handle.signal(SIGNALS[what]).catch(ended)),
  };
}

/** A child that has ended can't be told any more. */
function ended(): void {
  // Its end says all.
}

async function endOf(handle: ChildWorkflowHandle<Run>, scope: Scope, off: () => void): Promise<Outcome<ChildResult>> {
  try {
    return { status: 'completed', value: await handle.result() };
  } catch (error) {
    return await endOfFailure(error, handle.workflowId, scope);
  } finally {
    off();
  }
}

async function endOfFailure(error: unknown, runId: string, scope: Scope): Promise<Outcome<ChildResult>> {
  const cause = error instanceof ChildWorkflowFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure && isResult(cause.details?.[0])) return { status: 'completed', value: cause.details[0] };
  if (cause instanceof ApplicationFailure) return { status: 'failed', failure: failureOf(cause) };
  if (cause instanceof TerminatedFailure) return { status: 'failed', failure: terminated(runId) };
  // A run that ended as cancelled can carry nothing: its result lies in its memo.
  const left = await spawn(async () => ({ status: 'completed', value: await resultOf(runId) }));
  if (left.status === 'completed' && left.value !== null) return { status: 'completed', value: left.value };
  return scope.cancelled ? { status: 'cancelled' } : { status: 'failed', failure: failureOf(cause) };
}

function terminated(runId: string): Failure {
  return { code: 'Terminated', class: 'permanent', message: `the child run "${runId}" was terminated` };
}

function isResult(value: unknown): value is ChildResult {
  return typeof value === 'object' && value !== null && 'workflowId' in value && 'steps' in value;
}

function optionsOf(child: ChildCall, facts: ParentFacts): ChildWorkflowOptions & { readonly args: [RunInput] } {
  const { definition, taskQueue } = child;
  return {
    workflowId: child.runId,
    args: [inputOf(child, facts)],
    parentClosePolicy: POLICIES[child.onParentClose],
    cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    staticSummary: child.summary,
    memo: { [START_MEMO]: memoOf(child, facts) },
    ...(taskQueue === undefined ? {} : { taskQueue }),
    ...priorityOf(child),
    ...(facts.searchAttributes ? { typedSearchAttributes: attributesOf(definition) } : {}),
  };
}

const POLICIES = {
  cancel: ParentClosePolicy.REQUEST_CANCEL,
  terminate: ParentClosePolicy.TERMINATE,
  abandon: ParentClosePolicy.ABANDON,
} as const;

function inputOf(child: ChildCall, { searchAttributes, startedBy, ui, ...facts }: ParentFacts): RunInput {
  const { definition, input, parent, chain, undo, partition, keyRunId } = child;
  // A partition runs the very definition of this run; an inline one is a part of it, and was validated with it.
  const hash = definition === facts.definition ? facts.hash : `${facts.hash}/${definition.id}`;
  const prepared = 'name' in definition ? { hash, interpreter: facts.interpreter } : {};
  return {
    definition,
    input,
    ...prepared,
    searchAttributes,
    ...present({ startedBy, ui, parent, chain, undo, partition, keyRunId }),
  };
}

function memoOf({ definition, parent }: ChildCall, { startedBy = 'unknown' }: ParentFacts): StartMemo {
  // Of a definition named by id only the worker knows which version it becomes.
  const { name, version, tags = [] } = 'name' in definition ? definition : {};
  return { ...present({ name, version, parent: parent?.runId }), inputHash: 'child', tags, startedBy };
}

function attributesOf(definition: ChildCall['definition']): SearchAttributePair[] {
  const keyword = (name: string, value: string) => ({ key: defineSearchAttributeKey(name, SearchAttributeType.KEYWORD), value });
  return [keyword(SEARCH_ATTRIBUTES.definition, definition.id), keyword(SEARCH_ATTRIBUTES.status, 'RUNNING')];
}

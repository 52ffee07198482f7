import type { WorkflowDefinition } from '../core/definition/workflow-definition.ts';
import type { WorkflowEvent } from '../core/run/events.ts';
import type { Progress, WorkflowResult } from '../core/run/result.ts';
import type { WorkflowStatus } from '../core/run/status.ts';
import type { CancelRequest, DefinitionRef, RollbackPlanEntry, RunState } from '../core/run/wire.ts';
import type { Target } from '../core/target/target.ts';

export interface ConnectOptions {
  /** `host:port` of a Temporal cluster. Default: `TEMPORAL_ADDRESS`, else a local dev server of the data folder. */
  readonly address?: string;
  /** @default "default" */
  readonly namespace?: string;
  readonly tls?: boolean | { readonly ca?: string; readonly cert?: string; readonly key?: string; readonly serverName?: string };
  readonly apiKey?: string;
  /** @default "stepwright" */
  readonly taskQueue?: string;
  /** Folder of local providers, staged files and the embedded server. @default "./.stepwright" */
  readonly dataDir?: string;
  /** Root of the `file` target. @default `<dataDir>/files` */
  readonly filesDir?: string;
  /** Folder in which definitions are found by id. */
  readonly definitionsDir?: string;
  /** Targets of your own, for validation and for the worker in this process. */
  readonly targets?: readonly Target[];
  /** `HOST[:PORT]` or CIDR that actions may reach although private. */
  readonly allowNetwork?: readonly string[];
  /** Who starts runs. @default the OS user */
  readonly user?: string;
  /** A worker in this process. @default true when no address is given */
  readonly worker?: boolean;
}

/** A definition, the path of a file with one, or the id of one the worker knows. */
export type DefinitionInput = WorkflowDefinition | string | DefinitionRef;

export interface StartOptions {
  /** Run id. Starting one twice with the same definition and input gives the existing run. */
  readonly id?: string;
  readonly key?: string;
  readonly tags?: readonly string[];
}

export interface RunSummary {
  readonly runId: string;
  readonly definition: string;
  readonly version?: string;
  readonly status: WorkflowStatus;
  readonly startTime: Date;
  readonly endTime?: Date;
  readonly tags: readonly string[];
}

export interface ListQuery {
  readonly definition?: string;
  readonly version?: string;
  readonly status?: WorkflowStatus;
  readonly tag?: string;
  readonly since?: Date;
  /** @default 100 */
  readonly limit?: number;
}

export interface Stepwright {
  start(definition: DefinitionInput, input?: Readonly<Record<string, unknown>>, options?: StartOptions): Promise<Run>;
  execute(definition: DefinitionInput, input?: Readonly<Record<string, unknown>>, options?: StartOptions): Promise<WorkflowResult>;
  run(id: string): Run;
  list(query?: ListQuery): AsyncIterable<RunSummary>;
  /** Address of the cluster and of its UI, where known. */
  readonly address: string;
  readonly ui?: string;
  close(): Promise<void>;
}

/** A run, wherever it was started. */
export interface Run {
  readonly id: string;
  /** The result, once the run has ended; a failed run is a result, not an exception. */
  result(): Promise<WorkflowResult>;
  progress(): Promise<Progress>;
  state(): Promise<RunState>;
  /** Every event from the start or from a cursor, live, until the run ends. */
  events(options?: { readonly cursor?: string; readonly signal?: AbortSignal }): AsyncIterable<WorkflowEvent>;
  /** Every event so far. */
  trace(): Promise<readonly WorkflowEvent[]>;
  rollbackPlan(): Promise<readonly RollbackPlanEntry[]>;
  /** The definition it follows, whatever became of the file since; read from its history, so no worker need be up. */
  definition(): Promise<WorkflowDefinition>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  cancel(request?: CancelRequest): Promise<void>;
  terminate(reason?: string): Promise<void>;
}

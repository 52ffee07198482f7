import type { z } from 'zod';

/** What an action is given beside its params. */
export interface ActionContext {
  /** Run id and path: the same over all attempts, different for every execution. Give it to the service, so that a retry applies nothing twice. */
  readonly idempotencyKey: string;
  /** Aborted when the run is cancelled, the attempt timed out or the worker shuts down. */
  readonly signal: AbortSignal;
  /** Says that the action is alive, with details for those who look; the wrapper also beats by itself. */
  heartbeat(details?: unknown): void;
  readonly log: ActionLog;
  /** Secrets by name. */
  readonly secrets: { get(name: string): Promise<string> };
  /** From 1. */
  readonly attempt: number;
  readonly path: string;
  readonly runId: string;
  /** Contents of file references. */
  readonly files: FileAccess;
}

export interface ActionLog {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** A file that travels by name: its bytes lie in the payload store, never in the history. */
export interface FileRef {
  readonly $file: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly contentType?: string;
}

export interface FileAccess {
  read(ref: FileRef): Promise<Uint8Array>;
  write(name: string, content: Uint8Array, contentType?: string): Promise<FileRef>;
}

/** What is known of an action without running it: data for validation, forms and docs. */
export interface ActionSpec<P = unknown, R = unknown> {
  readonly description?: string;
  /** Checked before the run where params are plain data, and before each call. */
  readonly params: z.ZodType<P>;
  /** Documents the result and types references to it. */
  readonly result?: z.ZodType<R>;
  /**
   * Calling it twice with one idempotency key has the effect of one call; a function tells it by the params as they were written:
   * ask `isIdempotent`. @default false
   */
  readonly idempotent?: boolean | ((params: never) => boolean);
}

/** A target without its code: the browser and `validate` need no more. */
export interface TargetSpec {
  readonly name: string;
  readonly description?: string;
  readonly actions: Readonly<Record<string, ActionSpec>>;
  /** Actions this target does not list may exist on a worker: validation only warns. */
  readonly open?: boolean;
}

export interface Action<P = unknown, R = unknown> extends ActionSpec<P, R> {
  run(params: P, ctx: ActionContext): Promise<R> | R;
}

/** A function that computes, in a module of its own, and what a call of it may take. */
export interface CpuFunction {
  /** URL of a file. */
  readonly module: string;
  readonly export: string;
  /** Megabytes. */
  readonly memory: number;
  /** Milliseconds of processor time. */
  readonly cpuTime?: number;
}

/** An action whose types were checked where it was written. */
export interface AnyAction extends ActionSpec {
  /** A worker calls this function in a process of its own in place of `run`. */
  readonly cpu?: CpuFunction;
  run(params: never, ctx: ActionContext): unknown;
}

export interface Target extends TargetSpec {
  readonly actions: Readonly<Record<string, AnyAction>>;
}

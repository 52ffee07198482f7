/** How much a worker does at once, and how it stops. */
export interface WorkerSettings {
  /** Percent of the machine (of the container, where there is one): nearer to it the worker takes less work. @default fixed numbers of calls */
  readonly resources?: { readonly cpu: number; readonly memory: number };
  /** Calls at once. @default 100; with `resources` as many as they allow */
  readonly concurrency?: number;
  /** Calls that this worker begins: `'100/s'`, `'30/m'`. @default no limit */
  readonly rate?: string;
  /** Calls that all workers of the task queue begin together; the server keeps it, the last worker to start says it. @default no limit */
  readonly queueRate?: string;
  /** Calls of a target (`http`) or of one action (`slack.send_notification`) by this worker. @default `cpu`: one for each core */
  readonly limits?: Readonly<Record<string, CallLimit>>;
  /** How long running actions may take to end after the worker was told to stop: milliseconds or `'30s'`. @default "10s" */
  readonly drain?: number | string;
}

export interface CallLimit {
  /** At once. */
  readonly concurrency?: number;
  /** Begun in any stretch of that time: `'100/s'`, `'30/m'`, `'1000/h'`. */
  readonly rate?: string;
}

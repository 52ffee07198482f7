/** What an attempt took of its machine. */
export interface Usage {
  /** Milliseconds of processor time, of all threads of the step's own process; where it had none, see `shared`. */
  readonly cpu: number;
  /** Bytes, at the peak; only where the step had a process of its own, Node itself included. */
  readonly memory?: number;
  /** The step shared the worker's JavaScript thread, and `cpu` is for how long that was busy while it ran, with whatever else it did meanwhile. */
  readonly shared?: true;
}

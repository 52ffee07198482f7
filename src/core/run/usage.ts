/** What an attempt took of its machine. */
export interface Usage {
  /** Milliseconds of processor time, of all threads of the step's own process. */
  readonly cpu: number;
  /** Bytes, at the peak; only where the step had a process of its own, Node itself included. */
  readonly memory?: number;
  /** The step shared the worker's thread, which was busy for so long while it ran: what else it did meanwhile is in the figure. */
  readonly shared?: true;
}

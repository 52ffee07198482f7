/** What an attempt took of its machine. */
export interface Usage {
  /** Milliseconds of processor time, of all its threads. */
  readonly cpu: number;
  /** Bytes, at the peak; only where the step had a process of its own, Node itself included. */
  readonly memory?: number;
  /** The figure is a whole worker's while the step ran: what else it did meanwhile is in it, so it is an upper bound. */
  readonly shared?: true;
}

/** A step's `circuitBreaker` with its defaults filled in; durations in milliseconds. */
export interface BreakerSpec {
  /** Calls with one key share one circuit. */
  readonly key: string;
  /** So many failures within `window` open it. */
  readonly failures: number;
  readonly window: number;
  /** Nothing is called for so long. */
  readonly openFor: number;
  /** Calls let through at once after that, until one of them works. */
  readonly probes: number;
}

/** What a run asks for before its first step, and gives back at its end: one of the places that its concurrency key has. */
export interface PlaceRequest {
  /** Id of the definition: each has its own keys. */
  readonly definition: string;
  readonly key: string;
  readonly runId: string;
  /** Runs at once. */
  readonly limit: number;
  readonly onLimit: 'queue' | 'skip' | 'replace';
}

/** Where a run stands: it has a place, waits for one, or does not begin at all. */
export type Standing = 'held' | 'queued' | 'skipped';

/** How the notices of a run begin that came to wait for its place, and that got it. */
export const TURN = { waits: 'waits for its turn', came: 'has its turn' } as const;

/** One after the other, or all at once. */
export type Shape = 'sequential' | 'parallel';

/** What is run: so many GETs. */
export interface Work {
  readonly shape: Shape;
  readonly steps: number;
  readonly url: string;
}

/** Many runs. */
export interface Load {
  readonly atOnce: number;
  readonly runs: number;
}

/** How one contestant does the work: worker, or what stands for it, and client in one process. */
export interface Contestant {
  /** Runs once, from start to result; gives the run's id. */
  run(work: Work): Promise<string>;
  close(): Promise<void>;
}

export type Settings = Readonly<Record<string, string>>;

/** What each contestant's module exports. */
export interface ContestantModule {
  readonly open: (settings: Settings) => Promise<Contestant>;
}

/** A setting that must be there. */
export function setting(settings: Settings, name: string): string {
  const value = settings[name];
  if (value === undefined) throw new TypeError(`the setting "${name}" is missing`);
  return value;
}

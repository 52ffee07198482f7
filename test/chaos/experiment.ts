import { connect } from '../../src/embedded.ts';
import { present } from '../../src/core/present.ts';
import { seededPick } from '../behaviour/seeded-pick.ts';
import { Attendant, type Attended } from './attend.ts';
import { effectsIn, effectsTarget, executionsIn } from './effects.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';
import { Site, type Damage, type StoreKind } from './site.ts';
import { makeTrouble, type Trouble } from './trouble.ts';

export interface ExperimentOptions {
  readonly runs: number;
  readonly seed: number;
  readonly store: StoreKind;
  readonly workers: number;
  /** Runs attended at the same time. */
  readonly atOnce: number;
  readonly deck: readonly Trouble[];
  /** Milliseconds between two troubles, at most. */
  readonly everyMs: number;
  /** Milliseconds until something that goes on failing is given up. */
  readonly patienceMs: number;
  readonly say: (line: string) => void;
}

/** What was done, what happened, and what should not have. */
export interface Findings {
  readonly attended: readonly Attended[];
  readonly damage: Damage;
  readonly effects: { readonly expected: number; readonly seen: number; readonly executions: number };
  readonly doubled: readonly string[];
  readonly missing: readonly string[];
  readonly uninvited: readonly string[];
  readonly letters: { readonly expected: number; readonly seen: number };
  readonly refusals: Readonly<Record<string, number>>;
  readonly seconds: number;
}

/** Mixed runs while everything they need is killed at random. */
export async function experiment(options: ExperimentOptions): Promise<Findings> {
  const from = performance.now();
  const site = await Site.open(options);
  const end = new AbortController();
  try {
    const { address, taskQueue, dataDir, store } = site;
    const stepwright = await connect({ address, taskQueue, dataDir, store, worker: false, targets: [effectsTarget(site.folder)] });
    const attendant = new Attendant(stepwright, options.patienceMs);
    const trouble = makeTrouble(site, { ...options, pick: seededPick(options.seed), until: end.signal });
    const attended = await attendAll(attendant, options);
    end.abort();
    await trouble;
    await stepwright.close();
    return {
      ...judge(site.folder, attended),
      damage: site.damage,
      refusals: Object.fromEntries(attendant.refusals),
      seconds: secondsSince(from),
    };
  } finally {
    end.abort();
    await site.close();
  }
}

/** The kinds in turn, some at once. */
async function attendAll(attendant: Attendant, { runs, atOnce, say }: ExperimentOptions): Promise<readonly Attended[]> {
  const attended: Attended[] = [];
  let next = 0;
  const one = async (): Promise<void> => {
    while (next < runs) {
      const n = next++;
      const scenario = SCENARIOS[n % SCENARIOS.length];
      if (scenario === undefined) return;
      const outcome = await attendant.attend(inMode(scenario, n), `${scenario.definition.id}-${n}`);
      attended.push(outcome);
      if (outcome.problem !== undefined) say(`${outcome.runId}: ${outcome.problem}`);
      if (attended.length % 20 === 0) say(`${attended.length} of ${runs} runs`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  return attended;
}

const MODES = ['remote', 'express', 'local'] as const;

function inMode({ definition, ...scenario }: Scenario, n: number): Scenario {
  const execution = MODES[n % MODES.length];
  return { ...scenario, definition: { ...definition, ...present({ execution }) } };
}

function judge(folder: string, attended: readonly Attended[]) {
  const scenarios = new Map(SCENARIOS.map((scenario) => [scenario.definition.id, scenario]));
  const expected = new Set(attended.flatMap(({ runId, kind }) => scenarios.get(kind)?.effects.map((name) => `${runId}/${name}`) ?? []));
  const seen = effectsIn(folder);
  const once = new Set(seen);
  const withLetter = attended.filter(({ kind }) => scenarios.get(kind)?.people?.startsWith('replay'));
  return {
    attended,
    effects: { expected: expected.size, seen: seen.length, executions: executionsIn(folder) },
    doubled: seen.filter((name, i) => seen.indexOf(name) !== i),
    missing: [...expected].filter((name) => !once.has(name)),
    uninvited: [...once].filter((name) => !expected.has(name)),
    letters: { expected: withLetter.length, seen: withLetter.filter(({ letter }) => letter?.state === 'recovered').length },
  };
}

function secondsSince(from: number): number {
  return (performance.now() - from) / 1000;
}

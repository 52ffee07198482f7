import type { WorkflowDefinition } from '../../../src/core/definition/workflow-definition.ts';
import type { TrailEntry } from '../../../src/core/run/events.ts';
import type { WorkflowResult } from '../../../src/core/run/result.ts';
import { startInMemory } from '../../../src/testing/start-in-memory.ts';
import { probeActions } from '../drivers/in-memory.ts';
import { Probe } from '../probe.ts';
import { seededPick } from '../seeded-pick.ts';
import type { Interference } from './model.ts';

export interface Observed {
  readonly result: WorkflowResult;
  readonly probe: Probe;
  readonly trail: readonly TrailEntry[];
  /** Which delivery each trail entry followed from, by its place in the trail; 0 is the start. */
  readonly deliveries: readonly number[];
}

/** Runs a definition in memory and notes which delivery caused what. */
export async function observe(definition: WorkflowDefinition, seed = 0, { cancelAt, pause }: Interference = {}): Promise<Observed> {
  const probe = new Probe();
  const picked = seed === 0 ? () => 0 : seededPick(seed);
  const lengths: number[] = [];
  const run = startInMemory(definition, {
    actions: probeActions(probe),
    pick: (length) => {
      lengths.push(run.control.trail(0).last);
      return picked(length);
    },
  });
  if (cancelAt !== undefined) run.runtime.at(cancelAt, () => void run.control.cancel({}));
  if (pause !== undefined) {
    run.runtime.at(pause.from, () => run.control.pause());
    run.runtime.at(pause.to, () => run.control.resume());
  }
  const result = await run.result;
  const trail = run.control.trail(0).entries;
  return { result, probe, trail, deliveries: trail.map(({ seq }) => lengths.filter((length) => length < seq).length) };
}

import { Frame, type RunNames } from './frame.ts';
import type { Sight } from './observer.ts';

/** Known names that are no variables; steps and input are not either. */
const OTHERS: ReadonlySet<string> = new Set(['input', 'run', 'secrets', 'result']);

/** What an observer sees of a run, from a step or (no frame) from the run itself. */
export function sightOf(run: RunNames, path: string | undefined, frame = new Frame(run)): Sight {
  const step = path === undefined ? undefined : run.journal.get(path);
  const variables: Record<string, unknown> = {};
  const stepIds = new Set(frame.stepIds());
  for (const name of frame.known) {
    if (stepIds.has(name) || OTHERS.has(name) || frame.isInput(name)) continue;
    const value = frame.lookup(name)?.value;
    if (value !== undefined) variables[name] = value;
  }
  return { ...(step === undefined ? {} : { step }), variables };
}

import { nearest } from '../core/errors/nearest.ts';
import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { builtinTargets } from '../core/target/builtin/index.ts';
import { mergeTargets } from '../core/target/merge-targets.ts';
import type { TargetSpec } from '../core/target/target.ts';
import { loadTargets } from '../files/load-targets.ts';
import type { OutputFlags } from './flags.ts';
import { renderOverview, renderTarget, targetRecord } from './render/target-list.ts';
import { colorsFor, data, json } from './terminal.ts';

/** Prints the built-in targets and those of `--targets`, or one of them. */
export async function listTargets(name: string | undefined, flags: OutputFlags & { readonly targets?: string }): Promise<void> {
  const file = flags.targets ?? process.env['STEPWRIGHT_TARGETS'] ?? '';
  const own = file === '' ? [] : (await loadTargets(file)).targets;
  const all = [...mergeTargets<TargetSpec>([...builtinTargets, ...own]).values()];
  const chosen = name === undefined ? all : all.filter((target) => target.name === name);
  if (name !== undefined && chosen.length === 0)
    throw unknown(
      name,
      all.map((target) => target.name),
    );
  const records = chosen.map(targetRecord);
  const colors = colorsFor(process.stdout);
  const [only] = records;
  if (flags.json === true) json(records);
  else data(name !== undefined && only !== undefined ? renderTarget(only, colors) : renderOverview(records, colors));
}

function unknown(name: string, known: readonly string[]): StepwrightError {
  const near = nearest(name, known);
  return new StepwrightError('UnknownTarget', `there is no target "${name}"`, {
    class: 'validation',
    hint: near === undefined ? `There are ${known.join(', ')}; --targets adds your own.` : `Did you mean ${near}?`,
  });
}

import { flameSvg } from '../core/profile/flame-svg.ts';
import { StepwrightError } from '../core/errors/stepwright-error.ts';
import type { ProfileFlags } from './commands/profile.ts';
import { renderDefinitionProfile, renderRunProfile } from './render/profile.ts';
import { queryOf } from './run-filter.ts';
import { inSession } from './session.ts';
import { colorsFor, data, json, note } from './terminal.ts';
import { writeOutput } from './write-output.ts';

/** Prints where the time of one run, or of the runs of a definition, went; with `--json` as a record. */
export async function profile(run: string | undefined, flags: ProfileFlags): Promise<void> {
  const { definition, svg } = flags;
  if ((run === undefined) === (definition === undefined)) throw usage('give a run id, or --definition with the id of a definition');
  if (svg !== undefined && run === undefined) throw usage('--svg draws one run: give its id');
  const { definition: id = '', ...query } = await queryOf(flags, Date.now());
  if (run !== undefined && Object.keys(query).length > 0)
    throw usage('a run id names the run: what chooses among many goes with --definition');
  const colors = colorsFor(process.stdout);
  if (run === undefined) {
    const told = await inSession(flags, true, (stepwright) => stepwright.profile(id, query));
    if (flags.json === true) json(told);
    else data(renderDefinitionProfile(told, colors));
    return;
  }
  const told = await inSession(flags, true, (stepwright) => stepwright.run(run).profile());
  if (svg !== undefined) await writeOutput('--svg', svg, flameSvg(told));
  if (flags.json === true) json(told);
  else data(renderRunProfile(told, colors));
  if (svg !== undefined && flags.json !== true) note(`${colorsFor(process.stderr).green('✔')} ${svg}`);
}

function usage(message: string): StepwrightError {
  return new StepwrightError('InvalidValue', message, { class: 'validation', hint: 'stepwright profile --help shows how it is used' });
}

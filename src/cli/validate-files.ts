import { checkFile } from './check-file.ts';
import { EXIT } from './exit-code.ts';
import type { OutputFlags } from './flags.ts';
import { ownTargets } from './own-targets.ts';
import { renderChecked } from './render/checked-file.ts';
import { colorsFor, data, json, note } from './terminal.ts';

/** Checks files and prints what is wrong with them; the exit code says whether anything is. */
export async function validateFiles(files: readonly string[], flags: OutputFlags & { readonly targets?: string }): Promise<void> {
  const targets = await ownTargets(flags.targets);
  const checked = await Promise.all(files.map((file) => checkFile(file, { targets })));
  const valid = checked.every(({ definition }) => definition !== undefined);
  if (!valid) process.exitCode = EXIT.refused;
  if (flags.json === true) {
    json({ valid, files: checked.map(({ file, problems }) => ({ file, problems })) });
    return;
  }
  const colors = colorsFor(process.stdout);
  const withProblems = checked.filter(({ problems }) => problems.length > 0);
  if (withProblems.length > 0) data(withProblems.map((file) => renderChecked(file, colors)).join('\n\n'));
  const bad = checked.filter(({ definition }) => definition === undefined).length;
  const good = checked.length - bad;
  const mark = bad === 0 ? colorsFor(process.stderr).green('✔') : colorsFor(process.stderr).red('✖');
  note(`${mark} ${[...(bad === 0 ? [] : [`${bad} not valid`]), `${good} valid`].join(', ')}`);
}

import { basename } from 'node:path';

import { importWorkflow, type ImportedWorkflow } from '../core/dialect/import-workflow.ts';
import { parseDefinition } from '../core/definition/parse.ts';
import { readText } from './check-file.ts';
import { refuse } from './checked-file.ts';
import type { ImportFlags } from './commands/import.ts';
import { giveDefinition } from './definition-text.ts';
import { ownTargets } from './own-targets.ts';
import { colorsFor, note } from './terminal.ts';

/** Prints or writes the definition that a workflow of another language becomes; what there is to know about it goes to stderr. */
export async function importFile(file: string, flags: ImportFlags): Promise<void> {
  const { dialect, definition, notes } = await importedFile(file, flags);
  if (definition === undefined) return;
  await giveDefinition(definition, flags);
  const colors = colorsFor(process.stderr);
  const where = flags.output === undefined ? '' : ` → ${flags.output}`;
  const count = definition.steps?.length ?? 0;
  note(`${colors.green('✔')} ${definition.id} (${dialect}, ${count} ${count === 1 ? 'step' : 'steps'})${where}`);
  for (const { pointer, message } of notes) note(`  ${pointer === '' ? '' : `${colors.dim(pointer)} `}${message}`);
}

/** @throws StepwrightError with every problem at its place in the file */
async function importedFile(file: string, { dialect, target, targets }: ImportFlags): Promise<ImportedWorkflow> {
  const text = await readText(file);
  if (typeof text !== 'string') throw refuse([{ file, problems: [text] }]);
  const parsed = parseDefinition(text, { file });
  if (parsed.problems.some(({ severity }) => severity === 'error')) throw refuse([{ file, problems: parsed.problems, text }]);
  const own = await ownTargets(targets);
  const imported = importWorkflow(parsed.value, {
    name: basename(file).replace(/\.(?:workflow\.)?(?:ya?ml|json)$/i, ''),
    locate: parsed.locate,
    file,
    ...(dialect === undefined ? {} : { dialect }),
    ...(target === undefined ? {} : { target }),
    ...(own.length === 0 ? {} : { targets: own }),
  });
  if (imported.definition === undefined) throw refuse([{ file, problems: imported.problems, text }]);
  return imported;
}

import { analyzeWorkflow } from '../core/analysis/analyze-workflow.ts';
import { optimizeWorkflow } from '../core/analysis/optimize-workflow.ts';
import { checkFile } from './check-file.ts';
import { refuse } from './checked-file.ts';
import type { OptimizeFlags } from './commands/optimize.ts';
import { giveDefinition, graphText } from './definition-text.ts';
import { ownTargets } from './own-targets.ts';
import { renderFactor } from './render/analysis.ts';
import { colorsFor, note } from './terminal.ts';

/** Prints or writes a workflow as a graph; what that gains, and what is not the same, goes to stderr. */
export async function optimizeFile(file: string, flags: OptimizeFlags): Promise<void> {
  const checked = await checkFile(file, { targets: await ownTargets(flags.targets) });
  const { definition, text = '' } = checked;
  if (definition === undefined) throw refuse([checked]);
  const optimized = optimizeWorkflow(definition);
  const graph = optimized.obstacles.length === 0;
  const isYaml = !file.toLowerCase().endsWith('.json');
  const yaml = !isYaml ? undefined : graph ? graphText(text, optimized) : text;
  await giveDefinition(optimized.definition, { ...flags, yaml });
  const colors = colorsFor(process.stderr);
  if (!graph) {
    note(`${colors.yellow('–')} ${definition.id} stays as it is`);
    for (const obstacle of optimized.obstacles) note(`  ${obstacle}`);
    return;
  }
  const { levels, estimate } = analyzeWorkflow(definition);
  note(
    `${colors.green('✔')} ${definition.id} is a graph: ${levels.length} levels in place of ${definition.steps?.length ?? 0} steps in a row, ` +
      `about ${renderFactor(estimate.speedUp)} as fast when all calls take equally long`,
  );
  for (const difference of optimized.differences) note(`  ${difference}`);
}

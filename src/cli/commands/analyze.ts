import type { Command } from 'commander';

import { positiveWhole, withPlaceFlags } from '../flags.ts';
import type { PlaceFlags } from '../flags.ts';

export interface AnalyzeFlags extends PlaceFlags {
  readonly durations?: string;
  readonly fromRuns?: number;
}

export function registerAnalyze(program: Command): void {
  const command = program
    .command('analyze')
    .argument('<file>', 'a workflow file')
    .description('show levels, critical path, what could run side by side, and what that would gain')
    .option('--durations <file>', 'how long steps take: a map of step ids to durations, YAML or JSON')
    .option('--from-runs <n>', 'take how long they took in the last n completed runs', positiveWhole);
  withPlaceFlags(command, 'stepwright analyze order.workflow.yaml --from-runs 20').action(async (file: string, flags: AnalyzeFlags) => {
    const { analyzeFile } = await import('../analyze-file.ts');
    await analyzeFile(file, flags);
  });
}

import type { Command } from 'commander';

import { collect, withOutputFlags, withTargetsFlag } from '../flags.ts';
import type { OutputFlags } from '../flags.ts';

export interface SimulateFlags extends OutputFlags {
  readonly targets?: string;
  readonly input?: readonly string[];
  readonly actions?: string;
  readonly durations?: string;
  readonly at?: readonly string[];
  readonly approveAll?: boolean;
}

export function registerSimulate(program: Command): void {
  const command = program
    .command('simulate')
    .argument('<file>', 'a workflow file')
    .description('show what would run, in which order and how long, up to what only the outside can bring; nothing is called')
    .option('--input <input>', 'a JSON object, @file with one, or name=@path for a file; repeatable, later ones win', collect)
    .option('--actions <file>', 'what actions give: a map of target.action to mocks as in test files; default: what fits their result')
    .option('--durations <file>', 'how long steps take: a map of step ids to durations, YAML or JSON; default: calls take one second')
    .option('--at <message>', 'what comes from outside, as in { after: 2d, approve: { by: ann } }; repeatable', collect)
    .option('--approve-all', 'everything that waits for approval is approved');
  const example = `stepwright simulate order.workflow.yaml --input '{"orderId": "ORD-1"}' --at '{ after: 1h, event: { type: paid } }'`;
  withOutputFlags(withTargetsFlag(command), example).action(async (file: string, flags: SimulateFlags) => {
    const { simulateFile } = await import('../simulate/simulate-file.ts');
    await simulateFile(file, flags);
  });
}

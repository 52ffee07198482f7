import type { Command } from 'commander';

import { withPlaceFlags } from '../flags.ts';
import type { PlaceFlags } from '../flags.ts';

export interface TasksFlags extends PlaceFlags {
  readonly definition?: string;
  readonly tag?: string;
  readonly key?: string;
}

export function registerTasks(program: Command): void {
  const command = program
    .command('tasks')
    .argument('[run]', 'run id; default: all open runs')
    .description('the approvals that wait for people, with who is asked and until when')
    .option('--definition <id>', 'those of runs of one definition')
    .option('--tag <tag>', 'those of runs with this tag')
    .option('--key <key>', 'those of runs with this business key');
  withPlaceFlags(command, 'stepwright tasks --definition purchase').action(async (run: string | undefined, flags: TasksFlags) => {
    const { showTasks } = await import('../show-tasks.ts');
    await showTasks(run, flags);
  });
}

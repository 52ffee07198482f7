import type { Command } from 'commander';

import { collect, withPlaceFlags } from '../flags.ts';
import type { PlaceFlags } from '../flags.ts';

export interface RunFlags extends PlaceFlags {
  readonly input?: readonly string[];
  readonly id?: string;
  readonly key?: string;
  readonly tag?: readonly string[];
}

/** The options of the commands that start a run. */
export function withRunFlags(command: Command): Command {
  return command
    .argument('<file|id>', 'a workflow file, or the id of a definition the worker knows, as in order or order@1.2.0')
    .option('--input <input>', 'a JSON object, @file with one, or name=@path for a file; repeatable, later ones win', collect)
    .option('--id <id>', 'run id; starting one twice with the same definition and input gives the same run')
    .option('--key <key>', "business key of the run; default: the definition's")
    .option('--tag <tag>', 'a tag of the run; repeatable', collect);
}

export function registerRun(program: Command): void {
  const command = withRunFlags(program.command('run')).description(
    'start a run and show it live until it ends; Ctrl-C leaves it running, twice cancels it',
  );
  const example = `stepwright run order.workflow.yaml --id order-ORD-1 --input '{"orderId": "ORD-1"}'`;
  withPlaceFlags(command, example).action(async (source: string, flags: RunFlags) => {
    const { runAndWatch } = await import('../run-workflow.ts');
    await runAndWatch(source, flags);
  });
}

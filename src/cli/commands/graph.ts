import { Option } from 'commander';
import type { Command } from 'commander';

import { DIAGRAM_FORMATS } from '../../core/graph/diagram/format.ts';
import type { DiagramFormat } from '../../core/graph/diagram/format.ts';
import { withPlaceFlags } from '../flags.ts';
import type { PlaceFlags } from '../flags.ts';

export interface GraphFlags extends PlaceFlags {
  readonly format: DiagramFormat;
  readonly output?: string;
}

export function registerGraph(program: Command): void {
  const command = program
    .command('graph')
    .argument('<file|run>', 'a workflow file, or a run id where there is no such file')
    .description('draw a definition, or a run with status, attempts and durations on its steps')
    .addOption(new Option('--format <format>', 'mermaid or dot (text), or svg (a picture)').choices(DIAGRAM_FORMATS).default('mermaid'))
    .option('--output <file>', 'write it to a file; default: stdout');
  withPlaceFlags(
    command,
    'stepwright graph order.workflow.yaml --format svg --output order.svg\nstepwright graph order-ORD-1 --format svg --output run.svg',
  ).action(async (source: string, flags: GraphFlags) => {
    const { drawGraph } = await import('../draw-graph.ts');
    await drawGraph(source, flags);
  });
}

import type { Command } from 'commander';

import { withOutputFlags } from '../flags.ts';
import type { OutputFlags } from '../flags.ts';

export function registerInit(program: Command): void {
  const command = program
    .command('init')
    .argument('[dir]', 'folder of the project; it is made when it is not there', '.')
    .description('make a new project that runs at once: a workflow, a target of your own, a package.json');
  withOutputFlags(command, 'stepwright init hello').action(async (dir: string, flags: OutputFlags) => {
    const { makeProject, needsInstall } = await import('../init/make-project.ts');
    const { shellWord } = await import('../render/command-line.ts');
    const { colorsFor, json, note } = await import('../terminal.ts');
    const files = await makeProject(dir);
    if (flags.json === true) {
      json({ dir, files });
      return;
    }
    const steps = [
      ...(dir === '.' ? [] : [`cd ${shellWord(dir)}`]),
      ...(needsInstall(dir) ? ['npm install'] : []),
      'npx stepwright run hello.workflow.yaml --targets targets.ts',
    ];
    note(`${colorsFor(process.stderr).green('✔')} ${files.join(', ')}\nNext:\n${steps.map((step) => `  ${step}`).join('\n')}`);
  });
}

import type { Command } from 'commander';

import { withOutputFlags, withTargetsFlag } from '../flags.ts';
import type { OutputFlags } from '../flags.ts';

export interface TestFlags extends OutputFlags {
  readonly targets?: string;
  readonly filter?: string;
  readonly junit?: string;
  readonly coverage?: boolean;
}

export function registerTest(program: Command): void {
  const command = program
    .command('test')
    .argument('[paths...]', 'test files, or folders with *.test.yaml, *.test.yml and *.test.json; default: the folder you are in')
    .description('run the tests of workflow files in memory, with mocked actions and in virtual time; exit code 1 when one fails')
    .option('--filter <text>', 'only tests whose file or name contains the text')
    .option('--coverage', 'show which steps and branches no test has reached')
    .option('--junit <file>', 'write a report in JUnit XML');
  withOutputFlags(withTargetsFlag(command), 'stepwright test --coverage').action(async (paths: string[], flags: TestFlags) => {
    const { runTests } = await import('../test/run-tests.ts');
    await runTests(paths, flags);
  });
}

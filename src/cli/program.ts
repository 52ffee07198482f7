import { Command } from 'commander';

import { registerAnalyze } from './commands/analyze.ts';
import { registerApprove } from './commands/approve.ts';
import { registerArchive, registerHistory } from './commands/archive.ts';
import { registerCache } from './commands/cache.ts';
import { registerCancel } from './commands/cancel.ts';
import { registerCheckpoints } from './commands/checkpoints.ts';
import { registerDebug } from './commands/debug.ts';
import { registerDeadLetters } from './commands/dlq.ts';
import { registerDev } from './commands/dev.ts';
import { registerEvent } from './commands/event.ts';
import { registerEvents } from './commands/events.ts';
import { registerImport } from './commands/import.ts';
import { registerGraph } from './commands/graph.ts';
import { registerInit } from './commands/init.ts';
import { registerList } from './commands/list.ts';
import { registerOptimize } from './commands/optimize.ts';
import { registerOverride } from './commands/override.ts';
import { registerPause } from './commands/pause.ts';
import { registerPayloads } from './commands/payloads.ts';
import { registerProfile } from './commands/profile.ts';
import { registerProgress } from './commands/progress.ts';
import { registerReject } from './commands/reject.ts';
import { registerReplay } from './commands/replay.ts';
import { registerReport } from './commands/report.ts';
import { registerRerun, registerResumeFrom } from './commands/rerun.ts';
import { registerResult } from './commands/result.ts';
import { registerResume } from './commands/resume.ts';
import { registerRetry } from './commands/retry.ts';
import { registerRollback } from './commands/rollback.ts';
import { registerRun } from './commands/run.ts';
import { registerSchema } from './commands/schema.ts';
import { registerSet } from './commands/set.ts';
import { registerSecrets } from './commands/secrets.ts';
import { registerSimulate } from './commands/simulate.ts';
import { registerSkip } from './commands/skip.ts';
import { registerStart } from './commands/start.ts';
import { registerStore } from './commands/store.ts';
import { registerTargets } from './commands/targets.ts';
import { registerTasks } from './commands/tasks.ts';
import { registerTerminate } from './commands/terminate.ts';
import { registerTest } from './commands/test.ts';
import { registerTrace } from './commands/trace.ts';
import { registerValidate } from './commands/validate.ts';
import { registerWorker } from './commands/worker.ts';
import { registerWorkers } from './commands/workers.ts';
import { packageVersion } from './package-version.ts';

/** Every command, in the order of the help. */
const COMMANDS: readonly (readonly [string, readonly ((program: Command) => void)[]])[] = [
  ['Begin:', [registerInit, registerDev, registerWorker, registerWorkers]],
  [
    'Definitions:',
    [
      registerValidate,
      registerTest,
      registerSimulate,
      registerGraph,
      registerSchema,
      registerTargets,
      registerImport,
      registerAnalyze,
      registerOptimize,
    ],
  ],
  [
    'Runs:',
    [
      registerRun,
      registerStart,
      registerResult,
      registerProgress,
      registerEvents,
      registerTrace,
      registerReport,
      registerProfile,
      registerList,
    ],
  ],
  ['Events and approvals:', [registerEvent, registerTasks, registerApprove, registerReject]],
  ['Past runs:', [registerRerun, registerCheckpoints, registerResumeFrom, registerReplay, registerDebug, registerArchive, registerHistory]],
  ['Control:', [registerPause, registerResume, registerCancel, registerTerminate]],
  ['Repair:', [registerRetry, registerSkip, registerOverride, registerSet, registerRollback, registerDeadLetters]],
  ['Storage:', [registerStore, registerPayloads, registerCache, registerSecrets]],
];

/** The command line, ready to parse; errors are thrown, never printed. */
export function createProgram(): Command {
  const program = new Command('stepwright')
    .description('Durable workflows as data, on Temporal.')
    .enablePositionalOptions()
    .version(packageVersion(), '-V, --version')
    .exitOverride()
    .showSuggestionAfterError(false)
    .configureOutput({ outputError: () => undefined })
    .helpCommand('help [command]', 'show how a command is used')
    .addHelpText('after', '\nFirst steps:\n  stepwright init hello && cd hello\n  stepwright run hello.workflow.yaml --targets targets.ts');
  for (const [group, commands] of COMMANDS) {
    program.commandsGroup(group);
    for (const register of commands) register(program);
  }
  return program;
}

/**
 * What makes the dev server fast: it polls its one history shard's queues 20 times a second as it comes, which costs every task
 * 50 ms, and every timer and retry delay a second. Measured in bench/.
 */
const DYNAMIC_CONFIG = [
  'history.transferProcessorMaxPollRPS=5000',
  'history.transferProcessorMaxPollHostRPS=5000',
  'history.timerProcessorMaxPollRPS=5000',
  'history.timerProcessorMaxTimeShift="20ms"',
  'matching.numTaskqueueReadPartitions=1',
  'matching.numTaskqueueWritePartitions=1',
  'system.enableActivityEagerExecution=true',
  // Without it neither `priority` nor `fairness` has an effect on 1.29.
  'matching.enableFairness=true',
];

const SEARCH_ATTRIBUTES = [
  'StepwrightDefinition=Keyword',
  'StepwrightVersion=Keyword',
  'StepwrightStatus=Keyword',
  'StepwrightKey=Keyword',
  'StepwrightTags=KeywordList',
];

/** Safe when a process dies; the last commits can be lost when the power does. */
const ON_DISK_PRAGMAS = ['journal_mode=WAL', 'synchronous=NORMAL'];

export interface ServerPorts {
  readonly port: number;
  readonly uiPort: number;
}

/** Arguments of the Temporal CLI for a dev server on 127.0.0.1, in memory or on disk. */
export function devServerArguments(ports: ServerPorts, dbFilename?: string): readonly string[] {
  const onDisk = dbFilename === undefined ? [] : ['--db-filename', dbFilename, ...each('--sqlite-pragma', ON_DISK_PRAGMAS)];
  return [
    'server',
    'start-dev',
    '--ip',
    '127.0.0.1',
    '--port',
    String(ports.port),
    '--ui-port',
    String(ports.uiPort),
    '--log-level',
    'warn',
    ...each('--dynamic-config-value', DYNAMIC_CONFIG),
    ...each('--search-attribute', SEARCH_ATTRIBUTES),
    ...onDisk,
  ];
}

function each(flag: string, values: readonly string[]): string[] {
  return values.flatMap((value) => [flag, value]);
}

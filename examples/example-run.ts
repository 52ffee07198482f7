import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { connect, type ConnectOptions, type DefinitionInput, type Stepwright, type WorkflowResult } from 'stepwright';
import { afterAll, beforeAll } from 'vitest';

import { temporal, unique } from '../test/helpers/temporal.ts';

/** What the tests of an example need: a connection with a data folder of its own, for all tests of the file. */
export interface ExampleRun {
  readonly stepwright: Stepwright;
  run(definition: DefinitionInput, input: Readonly<Record<string, unknown>>): Promise<WorkflowResult>;
  /** Text of a file in the data folder. */
  read(path: string): string;
  exists(path: string): boolean;
}

export function exampleRun(options: Pick<ConnectOptions, 'targets'> = {}): ExampleRun {
  const data = mkdtempSync(join(tmpdir(), 'stepwright-example-'));
  const opened: Stepwright[] = [];
  beforeAll(async () => {
    const { address } = temporal();
    opened.push(await connect({ address, taskQueue: unique('example'), dataDir: data, worker: true, ...options }));
  });
  afterAll(async () => {
    for (const stepwright of opened) await stepwright.close();
    rmSync(data, { recursive: true, force: true });
  });
  const connection = (): Stepwright => {
    const [stepwright] = opened;
    if (stepwright === undefined) throw new TypeError('the connection is open only while tests run');
    return stepwright;
  };
  return {
    get stepwright() {
      return connection();
    },
    run: (definition, input) => connection().execute(definition, input),
    read: (path) => readFileSync(join(data, path), 'utf8'),
    exists: (path) => existsSync(join(data, path)),
  };
}

/** Path of a file beside the test. */
export function beside(url: string, file: string): string {
  return new URL(file, url).pathname;
}

/** Rows of a CSV file without its header. */
export function rowsOf(csv: string): readonly string[] {
  return csv.trim().split(/\r?\n/).slice(1);
}

/** Records of a file with one JSON document a line. */
export function recordsOf(lines: string): readonly Readonly<Record<string, unknown>>[] {
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
}

/** Status by path of every step reached. */
export function statusesOf({ steps }: WorkflowResult): Readonly<Record<string, string>> {
  return Object.fromEntries(steps.map(({ path, status }) => [path, status]));
}

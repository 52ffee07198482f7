import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { document, Shell } from './cli-process.ts';

/** Nothing is configured: each command finds or starts the dev server of the data folder. */
let shell: Shell;
beforeAll(() => {
  shell = new Shell();
});
afterAll(async () => {
  await shell.run('dev', '--stop');
  await shell.close();
});

it('a new project runs at once, and the next commands find its run', async () => {
  await shell.run('init');
  const run = await shell.run(
    'run',
    'hello.workflow.yaml',
    '--targets',
    'targets.ts',
    '--id',
    'first',
    '--input',
    '{"name": "Ada"}',
    '--json',
  );
  expect(document(run)).toMatchObject({ status: 'COMPLETED', output: { text: 'Hello, Ada!' } });
  expect(readFileSync(join(shell.folder, '.stepwright/files/hello.txt'), 'utf8')).toBe('Hello, Ada!');
  expect(run.stderr).toMatch(/✔ Temporal dev server .* on 127\.0\.0\.1:\d+/);

  const server = JSON.parse(readFileSync(join(shell.folder, '.stepwright/dev.json'), 'utf8')) as { readonly address: string };
  expect(server.address).toMatch(/^127\.0\.0\.1:\d+$/);
  const trace = await shell.run('trace', 'first', '--json');
  expect(trace.stdout).toContain('"step:completed"');
  expect(trace.stderr).not.toContain('Temporal dev server');
});

it('start leaves a run to the next worker, and result brings one', async () => {
  const started = await shell.run('start', 'hello.workflow.yaml', '--targets', 'targets.ts', '--id', 'second');
  expect(started.stdout).toBe('second\n');
  expect(started.stderr).toContain('no worker of this data folder is running');
  const result = await shell.run('result', 'second', '--targets', 'targets.ts', '--json');
  expect(document(result)).toMatchObject({ status: 'COMPLETED', output: { text: 'Hello, world!' } });
});

it('dev takes over changes, keeps the last good version of a broken file and serves definitions by id', async () => {
  shell.write(
    'greet.workflow.yaml',
    'id: greet\nname: Greet\nsteps:\n  - { id: a, target: greetings, action: compose, params: { name: Bob } }\n',
  );
  const dev = shell.start('dev', '.');
  await dev.saying(/✔ greet {2}greet\.workflow\.yaml/);
  await dev.saying('watching for changes');
  const output = async (id: string): Promise<unknown> => {
    const { a } = (document(await shell.run('run', 'greet', '--id', id, '--json')) as { readonly output: { readonly a: unknown } }).output;
    return a;
  };
  expect(await output('greet-1')).toEqual({ text: 'Hello, Bob!' });

  shell.write(
    'greet.workflow.yaml',
    'id: greet\nname: Greet\nsteps:\n  - { id: a, target: greetings, action: compos, params: { name: Bob } }\n',
  );
  await dev.saying('did you mean compose');
  await dev.saying('not taken over');
  expect(await output('greet-2')).toEqual({ text: 'Hello, Bob!' });

  shell.write(
    'greet.workflow.yaml',
    'id: greet\nname: Greet\nversion: "2.0.0"\nsteps:\n  - { id: a, target: greetings, action: compose, params: { name: Eve } }\n',
  );
  await dev.saying('✔ greet@2.0.0');
  expect(await output('greet-3')).toEqual({ text: 'Hello, Eve!' });

  const targets = readFileSync(join(shell.folder, 'targets.ts'), 'utf8');
  shell.write('targets.ts', targets.replace('Hello', 'Salut'));
  await dev.saying('worker with the new targets');
  expect(await output('greet-4')).toEqual({ text: 'Salut, Eve!' });

  shell.write('targets.ts', targets.replace('export default', 'export default (('));
  await dev.saying('cannot be loaded');
  expect(await output('greet-5')).toEqual({ text: 'Salut, Eve!' });

  dev.child.kill('SIGINT');
  expect((await dev.finished).code).toBe(0);
}, 120_000);

it('dev --stop ends the server; the runs stay on disk', async () => {
  await shell.run('list');
  expect(document(await shell.run('dev', '--stop', '--json'))).toEqual({ stopped: true });
  expect(existsSync(join(shell.folder, '.stepwright/dev.json'))).toBe(false);
  expect(document(await shell.run('dev', '--stop', '--json'))).toEqual({ stopped: false });
  expect(document(await shell.run('result', 'first', '--json'))).toMatchObject({ runId: 'first', status: 'COMPLETED' });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { document, Shell } from './cli-process.ts';

const GOOD = 'id: good\nname: Good\nsteps:\n  - { id: a, target: util, action: echo, params: { x: 1 } }\n';
const BAD = `id: bad
name: Bad
steps:
  - { id: create-order, target: util, action: echo, params: { x: 1 } }
  - id: notify
    target: slack
    action: send_notificaton
    params:
      message: "File: $create-ordr.webViewLink"
`;

let shell: Shell;
beforeAll(() => {
  shell = new Shell();
  shell.write('good.workflow.yaml', GOOD);
  shell.write('bad.workflow.yaml', BAD);
  shell.write('broken.json', '{ "id": ');
});
afterAll(() => shell.close());

describe('graph', () => {
  it('draws a file as Mermaid on stdout, or in another format into a file', async () => {
    const drawn = await shell.run('graph', 'good.workflow.yaml');
    expect(drawn).toMatchObject({ code: 0, stderr: '' });
    expect(drawn.stdout).toMatch(/^---\ntitle: "Good"\n---\nflowchart TD\n/);
    expect(await shell.run('graph', 'good.workflow.yaml', '--format', 'svg', '--output', 'pictures/good.svg')).toEqual({
      code: 0,
      stdout: '',
      stderr: '✔ pictures/good.svg\n',
    });
    expect(readFileSync(join(shell.folder, 'pictures/good.svg'), 'utf8')).toContain('<svg');
  });

  it('gives programs format and text', async () => {
    const record = document(await shell.run('graph', 'good.workflow.yaml', '--format', 'dot', '--json'));
    expect(record).toEqual({ format: 'dot', diagram: expect.stringMatching(/^digraph \{/) as string });
  });

  it('draws what is not finished yet, but nothing that is no definition', async () => {
    expect((await shell.run('graph', 'bad.workflow.yaml')).stdout).toContain('slack.send_notificaton');
    const broken = await shell.run('graph', 'broken.json');
    expect(broken).toMatchObject({ code: 2, stdout: '' });
    expect(broken.stderr).toContain('error[InvalidJson]');
    expect((await shell.run('graph', 'nowhere.yaml')).stderr).toContain('there is no workflow file nowhere.yaml');
    expect((await shell.run('graph', 'good.workflow.yaml', '--format', 'png')).stderr).toContain('mermaid, dot, svg');
  });
});

describe('validate', () => {
  it('shows every problem of every file at its place and exits 2', async () => {
    const { code, stdout, stderr } = await shell.run('validate', 'good.workflow.yaml', 'bad.workflow.yaml', 'broken.json', 'nowhere.yaml');
    expect(stdout).toContain('bad.workflow.yaml: 2 problems');
    expect(stdout).toMatch(/error\[UnknownReference\].*create-ordr/);
    expect(stdout).toMatch(/9 │ {7}message: "File: \$create-ordr\.webViewLink"\n +│ +\^+ .*\$?create-order/);
    expect(stdout).toMatch(/error\[UnknownAction\].*send_notificaton/);
    expect(stdout).toMatch(/\^+ .*send_notification/);
    expect(stdout).toContain('docs/errors/UnknownAction.md');
    expect(stdout).toContain('error[InvalidJson]');
    expect(stdout).toContain('nowhere.yaml: 1 problem');
    expect(stdout).toContain('there is no such file');
    expect(stderr).toContain('3 not valid, 1 valid');
    expect(stdout + stderr).not.toMatch(/\u001B|\n +at /);
    expect(code).toBe(2);
  });

  it('gives programs the same as records', async () => {
    const { code, stdout } = await shell.run('validate', 'good.workflow.yaml', 'bad.workflow.yaml', '--json');
    expect(JSON.parse(stdout)).toEqual({
      valid: false,
      files: [
        { file: 'good.workflow.yaml', problems: [] },
        {
          file: 'bad.workflow.yaml',
          problems: expect.arrayContaining([
            expect.objectContaining({
              severity: 'error',
              code: 'UnknownAction',
              pointer: '/steps/1/action',
              file: 'bad.workflow.yaml',
              line: 7,
              column: 13,
            }),
          ]) as unknown,
        },
      ],
    });
    expect(code).toBe(2);
  });

  it('exits 0 when all is well', async () => {
    expect(await shell.run('validate', 'good.workflow.yaml')).toEqual({ code: 0, stdout: '', stderr: '✔ 1 valid\n' });
    expect(document(await shell.run('validate', 'good.workflow.yaml', '--json'))).toEqual({
      valid: true,
      files: [{ file: 'good.workflow.yaml', problems: [] }],
    });
  });

  it('starts fast: nothing of Temporal is loaded', async () => {
    const probe = `import { createRequire } from 'node:module';
      const { cache } = createRequire(process.cwd() + '/x.js');
      process.on('exit', () => console.error('modules:', Object.keys(cache).filter((file) => file.includes('@temporalio')).length));`;
    const probing = new Shell({ NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(probe)}` });
    probing.write('good.workflow.yaml', GOOD);
    const validate = await probing.run('validate', 'good.workflow.yaml');
    const list = await probing.run('list', '--address', '127.0.0.1:1');
    await probing.close();
    expect(validate).toMatchObject({ code: 0, stderr: expect.stringContaining('modules: 0\n') as string });
    expect(list.stderr).toMatch(/modules: [1-9]/);
  });

  it('run refuses the same file before it looks for a server', async () => {
    const people = await shell.run('run', 'bad.workflow.yaml', '--address', '127.0.0.1:1');
    expect(people.stderr).toContain('error[UnknownAction]');
    expect(people.code).toBe(2);
    const programs = await shell.run('run', 'bad.workflow.yaml', '--address', '127.0.0.1:1', '--json');
    expect(document(programs)).toMatchObject({ error: { code: expect.any(String) as string, problems: [{}, {}] } });
    expect(programs.code).toBe(2);
  });
});

it('schema prints the published JSON Schema', async () => {
  const { code, stdout } = await shell.run('schema');
  expect(JSON.parse(stdout)).toEqual(JSON.parse(readFileSync(new URL('../../schema/workflow.schema.json', import.meta.url), 'utf8')));
  expect(code).toBe(0);
});

describe('targets', () => {
  it('lists the built-in targets, and your own beside them', async () => {
    shell.write(
      'targets.ts',
      `import { z } from 'zod'; export default { name: 'mine', actions: { greet: { params: z.object({ name: z.string() }) , run() {} } } };`,
    );
    const { stdout } = await shell.run('targets', '--targets', 'targets.ts');
    for (const line of ['slack.send_notification', 'http.request', 'file.write', 'util.echo', 'mine.greet']) expect(stdout).toContain(line);
    const [mine] = document(await shell.run('targets', 'mine', '--targets', 'targets.ts', '--json')) as readonly unknown[];
    expect(mine).toMatchObject({ name: 'mine', actions: [{ name: 'greet', idempotent: false, params: { required: ['name'] } }] });
  });

  it('helps with a name it does not know', async () => {
    expect(document(await shell.run('targets', 'slak', '--json'))).toMatchObject({
      error: { code: 'UnknownTarget', hint: 'Did you mean slack?' },
    });
  });
});

describe('init', () => {
  it('makes a project whose workflow is valid, and overwrites nothing', async () => {
    const made = await shell.run('init', 'hello', '--json');
    expect(document(made)).toMatchObject({ dir: 'hello', files: expect.arrayContaining(['hello.workflow.yaml', 'targets.ts']) as unknown });
    const checked = await shell.run('validate', join('hello', 'hello.workflow.yaml'), '--targets', join('hello', 'targets.ts'), '--json');
    expect(document(checked)).toEqual({ valid: true, files: [{ file: 'hello/hello.workflow.yaml', problems: [] }] });
    const again = await shell.run('init', 'hello', '--json');
    expect(document(again)).toMatchObject({
      error: { code: 'InvalidValue', message: expect.stringContaining('hello already has hello.workflow.yaml') as unknown },
    });
    expect(again.code).toBe(2);
  });
});

describe('the command line itself', () => {
  it('suggests the command that was meant, and exits 2', async () => {
    const { code, stdout, stderr } = await shell.run('vaildate', 'x');
    expect(stderr).toBe("error[InvalidValue] unknown command 'vaildate'\n  Did you mean validate?\n");
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it('shows a stack trace only with --debug', async () => {
    expect((await shell.run('targets', 'slak', '--debug')).stderr).toMatch(/\n +at /);
    expect((await shell.run('targets', 'slak')).stderr).not.toMatch(/\n +at /);
  });
});

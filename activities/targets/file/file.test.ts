import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';

import { tempFolder } from '../../../test/helpers/temp-folder.ts';
import { writeAtomically } from '../../../src/files/atomic-write.ts';
import type { ActionContext, Target } from '../../../src/core/target/target.ts';
import { PayloadFiles } from '../../../src/files/payload-files.ts';
import { PayloadFolder } from '../../../src/files/payload-folder.ts';
import { DataFolder, digest } from '../local/data-folder.ts';
import { fileTarget } from './file.ts';

let data: string;
let root: string;
let target: Target;
let files: PayloadFiles;

beforeEach(() => {
  data = tempFolder();
  root = join(data, 'files');
  target = fileTarget(root, new DataFolder(data));
  files = new PayloadFiles(new PayloadFolder(data));
});

type Result = Readonly<Record<string, unknown>>;

async function call(name: string, params: unknown, key = 'k'): Promise<Result> {
  const action = target.actions[name];
  if (action === undefined) throw new Error(`no action ${name}`);
  const ctx = { idempotencyKey: key, signal: new AbortController().signal, files } as Partial<ActionContext>;
  const result = (await action.run((await action.params.parseAsync(params)) as never, ctx as ActionContext)) as Result;
  expect(action.result?.safeParse(result).error).toBeUndefined();
  return result;
}

const text = (path: string) => readFileSync(join(root, path), 'utf8');

describe('contents', () => {
  it('writes and reads text', async () => {
    expect(await call('write', { path: 'a/b/c.txt', content: 'héllo' })).toEqual({ path: 'a/b/c.txt' });
    expect(await call('read', { path: './a//b/c.txt' })).toEqual({ path: 'a/b/c.txt', content: 'héllo', encoding: 'utf8', size: 6 });
    await call('write', { path: 'a/b/c.txt', content: 'x' });
    expect(text('a/b/c.txt')).toBe('x');
  });

  it('writes data as JSON, nothing as nothing', async () => {
    await call('write', { path: 'a', content: { list: [1, null] } });
    await call('write', { path: 'b', content: 5 });
    await call('write', { path: 'c', content: null });
    expect([text('a'), text('b'), text('c')]).toEqual(['{"list":[1,null]}', '5', '']);
    await expect(call('write', { path: 'd' })).rejects.toThrow('content');
  });

  it('takes and gives bytes as base64 and as file references', async () => {
    const bytes = Buffer.from([0, 255, 128]);
    await call('write', { path: 'a.bin', content: bytes.toString('base64'), encoding: 'base64' });
    expect(readFileSync(join(root, 'a.bin'))).toEqual(bytes);
    expect(await call('read', { path: 'a.bin' })).toMatchObject({ content: bytes.toString('base64'), encoding: 'base64', size: 3 });
    await expect(call('read', { path: 'a.bin', encoding: 'utf8' })).rejects.toMatchObject({ code: 'InvalidValue' });
    await expect(call('write', { path: 'x', content: 'not base64!', encoding: 'base64' })).rejects.toMatchObject({ code: 'InvalidParams' });
    const { content } = await call('read', { path: 'a.bin', encoding: 'file' });
    expect(content).toMatchObject({ name: 'a.bin', size: 3 });
    await call('write', { path: 'copy.bin', content });
    expect(readFileSync(join(root, 'copy.bin'))).toEqual(bytes);
  });

  it('sends large files by reference only', async () => {
    await call('write', { path: 'big', content: await files.write('big', Buffer.alloc(20 * 1024 * 1024, 'x')) });
    await expect(call('read', { path: 'big' })).rejects.toMatchObject({
      code: 'PayloadTooLarge',
      hint: expect.stringContaining('encoding: file') as string,
    });
    expect((await call('read', { path: 'big', encoding: 'file' }))['size']).toBe(20 * 1024 * 1024);
  });
});

describe('copy, move, delete, list', () => {
  it('copies and moves, replacing what is there', async () => {
    await call('write', { path: 'a', content: 'A' });
    await call('write', { path: 'old', content: 'old' });
    expect(await call('copy', { path: 'a', to: 'x/copy' })).toEqual({ path: 'x/copy' });
    expect(await call('move', { path: 'a', to: 'old' })).toEqual({ path: 'old' });
    expect([text('x/copy'), text('old'), existsSync(join(root, 'a'))]).toEqual(['A', 'A', false]);
  });

  it('has moved what it moved when asked again, and knows what it never saw', async () => {
    await call('write', { path: 'a', content: 'A' });
    await call('move', { path: 'a', to: 'b' }, 'first');
    expect(await call('move', { path: 'a', to: 'b' }, 'first')).toEqual({ path: 'b' });
    await expect(call('move', { path: 'a', to: 'b' }, 'second')).rejects.toMatchObject({ code: 'NotFound', class: 'permanent' });
    await expect(call('copy', { path: 'a', to: 'b' })).rejects.toMatchObject({ code: 'NotFound' });
  });

  it('deletes files and empty folders, and nothing twice', async () => {
    await call('write', { path: 'd/a', content: 'A' });
    await expect(call('delete', { path: 'd' })).rejects.toMatchObject({ code: 'ENOTEMPTY' });
    await call('delete', { path: 'd/a' });
    expect(await call('delete', { path: 'd/a' })).toEqual({ path: 'd/a' });
    await call('delete', { path: 'd' });
    expect(existsSync(join(root, 'd'))).toBe(false);
  });

  it('lists what is there, sorted, by paths that other actions take', async () => {
    expect(await call('list', {})).toEqual({ entries: [] });
    await call('write', { path: 'b/two', content: '22' });
    await call('write', { path: 'b/One', content: '1' });
    expect(await call('list', { path: null })).toEqual({ entries: [{ path: 'b', size: 0, type: 'directory' }] });
    expect(await call('list', { path: 'b' })).toEqual({
      entries: [
        { path: 'b/One', size: 1, type: 'file' },
        { path: 'b/two', size: 2, type: 'file' },
      ],
    });
    await expect(call('list', { path: 'none' })).rejects.toMatchObject({ code: 'NotFound' });
  });

  it('says what is wrong by the path of the definition', async () => {
    await call('write', { path: 'd/a', content: 'A' });
    await expect(call('read', { path: 'd' })).rejects.toMatchObject({ code: 'EISDIR', message: '"d" is a folder' });
    await expect(call('write', { path: 'd/a/b', content: '' })).rejects.toMatchObject({
      code: 'ENOTDIR',
      message: expect.not.stringContaining(data) as string,
    });
    symlinkSync('nowhere', join(root, 'link'));
    await expect(call('read', { path: 'link' })).rejects.toMatchObject({
      code: 'PathRefused',
      message: expect.not.stringContaining(data) as string,
    });
    await expect(call('read', { path: 'none/x.txt' })).rejects.toMatchObject({ message: 'there is no file "none/x.txt"' });
  });
});

describe('the root', () => {
  it.each(['../x', 'a/../../x', '/etc/passwd', '..\\x', 'C:\\x', 'C:x', '\\\\host\\x', 'a\0b', '.', './'])('refuses %j', async (path) => {
    mkdirSync(join(root, 'a'), { recursive: true });
    for (const name of ['read', 'delete']) await expect(call(name, { path })).rejects.toMatchObject({ code: 'PathRefused' });
    for (const name of ['write', 'append']) await expect(call(name, { path, content: 'x' })).rejects.toMatchObject({ code: 'PathRefused' });
    await call('write', { path: 'ok', content: 'x' });
    for (const name of ['copy', 'move']) {
      await expect(call(name, { path: 'ok', to: path })).rejects.toMatchObject({ code: 'PathRefused' });
      await expect(call(name, { path, to: 'ok2' })).rejects.toMatchObject({ code: 'PathRefused' });
    }
    expect(readdirSync(data).sort()).toEqual(['drafts', 'files', 'locks']);
  });

  describe('links', () => {
    let outside: string;
    beforeEach(() => {
      outside = tempFolder();
      mkdirSync(root, { recursive: true });
      writeFileSync(join(outside, 'secret'), 'secret');
      symlinkSync(outside, join(root, 'out'));
      symlinkSync(join(outside, 'secret'), join(root, 'secret'));
      symlinkSync(join(outside, 'later'), join(root, 'dangling'));
      symlinkSync('loop', join(root, 'loop'));
    });

    it.each(['out', 'out/secret', 'out/new', 'out/new/deep', 'secret', 'dangling', 'loop', 'loop/x'])(
      'are not followed out of it: %s',
      async (path) => {
        await expect(call('read', { path })).rejects.toMatchObject({ code: 'PathRefused' });
        await expect(call('write', { path, content: 'x' })).rejects.toMatchObject({ code: 'PathRefused' });
        await expect(call('append', { path, content: 'x' })).rejects.toMatchObject({ code: 'PathRefused' });
        await expect(call('delete', { path })).rejects.toMatchObject({ code: 'PathRefused' });
        await expect(call('list', { path })).rejects.toMatchObject({ code: 'PathRefused' });
        expect(readdirSync(outside)).toEqual(['secret']);
        expect(readFileSync(join(outside, 'secret'), 'utf8')).toBe('secret');
      },
    );

    it('are followed inside it', async () => {
      await call('write', { path: 'real/a', content: 'A' });
      symlinkSync('real', join(root, 'alias'));
      expect((await call('read', { path: 'alias/a' }))['content']).toBe('A');
      await call('write', { path: 'alias/new', content: 'N' });
      expect(text('real/new')).toBe('N');
    });

    it('may lead to the root itself', async () => {
      const link = join(tempFolder(), 'files');
      symlinkSync(root, link);
      const through = fileTarget(link, new DataFolder(data));
      const ctx = { idempotencyKey: 'k', signal: new AbortController().signal, files } as Partial<ActionContext> as ActionContext;
      await through.actions['write']?.run({ path: 'a', content: 'A' } as never, ctx);
      expect(text('a')).toBe('A');
    });
  });

  it('reads nothing that is no regular file', async () => {
    mkdirSync(root, { recursive: true });
    const server = createServer().listen(join(root, 'socket'));
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    await expect(call('read', { path: 'socket' })).rejects.toMatchObject({
      code: 'PathRefused',
      message: expect.stringContaining('regular') as string,
    });
  });
});

describe('append', () => {
  const intentPath = (path: string) => join(data, 'records', 'append', digest(join(root, path)), 'intent.json');
  const sha256 = '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae'; // of foo
  const killed = (path: string, key: string, offset: number) =>
    writeAtomically(intentPath(path), JSON.stringify({ key, inode: statSync(join(root, path)).ino, offset, size: 3, sha256 }));

  it('adds once for each key', async () => {
    await call('append', { path: 'log', content: 'a\n' }, '1');
    await call('append', { path: 'log', content: 'b\n' }, '2');
    await call('append', { path: 'log', content: 'a\n' }, '1');
    expect(text('log')).toBe('a\nb\n');
  });

  it('knows what a killed call had written', async () => {
    await call('append', { path: 'log', content: 'x' }, '1');
    writeFileSync(join(root, 'log'), 'xfoo', { flag: 'r+' });
    await killed('log', '2', 1);
    await call('append', { path: 'log', content: 'foo' }, '2');
    expect(text('log')).toBe('xfoo');
  });

  it('also when another call comes first', async () => {
    await call('append', { path: 'log', content: 'x' }, '1');
    writeFileSync(join(root, 'log'), 'xfoo', { flag: 'r+' });
    await killed('log', '2', 1);
    await call('append', { path: 'log', content: 'y' }, '3');
    await call('append', { path: 'log', content: 'foo' }, '2');
    expect(text('log')).toBe('xfooy');
  });

  it('takes back a part that a killed call had written', async () => {
    await call('append', { path: 'log', content: 'x' }, '1');
    writeFileSync(join(root, 'log'), 'xfo', { flag: 'r+' });
    await killed('log', '2', 1);
    await call('append', { path: 'log', content: 'y' }, '3');
    await call('append', { path: 'log', content: 'foo' }, '2');
    expect(text('log')).toBe('xyfoo');
  });

  it('begins anew when the killed call had written nothing, or the file is another', async () => {
    await call('append', { path: 'log', content: 'x' }, '1');
    await killed('log', '2', 1);
    await call('write', { path: 'log', content: 'ab' });
    await call('append', { path: 'log', content: 'foo' }, '2');
    expect(text('log')).toBe('abfoo');
  });
});

import { gzipSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import { json, request, serve, type Answer } from '../../../test/contract/http-call.ts';
import { tempFolder } from '../../../test/helpers/temp-folder.ts';
import { PayloadFiles } from '../../../src/files/payload-files.ts';
import { PayloadFolder } from '../../../src/files/payload-folder.ts';
import type { Resolve } from './exchange.ts';

describe('requests', () => {
  it('gets JSON', async () => {
    const { url, seen } = await serve(json({ ok: true }));
    expect(
      await request({ url: `${url}/a b?x=1`, query: { list: [1, 'zwei'], none: null, q: 'ä&' }, headers: { 'X-Trace': 7, accept: null } }),
    ).toEqual({
      status: 200,
      headers: expect.objectContaining({ 'content-type': 'application/json; charset=utf-8' }) as object,
      body: { ok: true },
    });
    expect(seen[0]).toMatchObject({ method: 'GET', url: '/a%20b?x=1&list=1&list=zwei&q=%C3%A4%26', body: '' });
    expect(seen[0]?.headers).toMatchObject({ 'x-trace': '7', accept: '*/*', 'user-agent': 'stepwright' });
    expect(seen[0]?.headers).not.toHaveProperty('idempotency-key');
  });

  it('posts data as JSON, with a key for the service', async () => {
    const { url, seen } = await serve(json(null, 201));
    expect(await request({ url, body: { a: [1] } })).toMatchObject({ status: 201, body: null });
    expect(seen[0]).toMatchObject({
      method: 'POST',
      body: '{"a":[1]}',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'run-1/st%C3%A9p' },
    });
    await request({ url, method: 'put', body: 'text', headers: { 'Content-Type': 'text/csv', 'Idempotency-Key': 'mine' } });
    expect(seen[1]).toMatchObject({ method: 'PUT', body: 'text', headers: { 'content-type': 'text/csv', 'idempotency-key': 'mine' } });
  });

  it('sends bytes', async () => {
    const { url, seen } = await serve(json(null));
    const files = new PayloadFiles(new PayloadFolder(tempFolder()));
    await request({ url, body: await files.write('a.pdf', Buffer.from('%PDF'), 'application/pdf') }, { ctx: { files } });
    await request({ url, body: Buffer.from('bytes').toString('base64'), bodyEncoding: 'base64' });
    expect(seen.map(({ body, headers }) => [body, headers['content-type']])).toEqual([
      ['%PDF', 'application/pdf'],
      ['bytes', 'application/octet-stream'],
    ]);
  });

  it('sends the credentials of the URL as a header', async () => {
    const { url, seen } = await serve(json(null));
    await request({ url: url.replace('//', '//user:p%40ss@') });
    expect(seen[0]?.headers.authorization).toBe(`Basic ${Buffer.from('user:p@ss').toString('base64')}`);
  });

  it.each([
    [{ url: 'not a url' }],
    [{ url: 'ftp://127.0.0.1/x' }],
    [{ url: 'file:///etc/passwd' }],
    [{ url: 'http://127.0.0.1:1/', headers: { 'x-y': 'a\nb' } }],
  ])('refuses %j as wrong params', async (params) => {
    await expect(request(params)).rejects.toMatchObject({ code: 'InvalidParams', class: 'validation' });
  });
});

describe('responses', () => {
  const typed = (body: string | Buffer, contentType?: string, headers: Readonly<Record<string, string>> = {}): Answer => {
    return (_request, response) =>
      response.writeHead(200, { ...(contentType === undefined ? {} : { 'content-type': contentType }), ...headers }).end(body);
  };

  it('are read by their type', async () => {
    const body = async (answer: Answer, params: object = {}) => (await request({ url: (await serve(answer)).url, ...params })).body;
    expect(await body(typed('{"a":1}', 'application/problem+json'))).toEqual({ a: 1 });
    expect(await body(typed('<a/>', 'image/svg+xml'))).toBe('<a/>');
    expect(await body(typed(Buffer.from('h\xe9', 'latin1'), 'text/plain; charset=ISO-8859-1'))).toBe('hé');
    expect(await body(typed('plain'))).toBe('plain');
    expect(await body(typed('', 'application/json'))).toBeNull();
    expect(await body(typed('[1]', 'application/json'), { responseType: 'text' })).toBe('[1]');
    expect(await body(typed('[1]', 'text/plain'), { responseType: 'json' })).toEqual([1]);
    expect(await body(typed('x', 'text/plain'), { responseType: 'base64' })).toBe('eA==');
    await expect(body(typed('<html>', 'application/json'))).rejects.toMatchObject({ code: 'InvalidResponse' });
  });

  it('become files where they are binary', async () => {
    const files = new PayloadFiles(new PayloadFolder(tempFolder()));
    const { url } = await serve(
      typed(Buffer.from([0, 255]), 'application/pdf; x=y', { 'content-disposition': 'attachment; filename="../invoice.pdf"' }),
    );
    const { body } = await request({ url }, { ctx: { files } });
    expect(body).toMatchObject({ name: 'invoice.pdf', size: 2, contentType: 'application/pdf' });
    expect([...(await files.read(body as never))]).toEqual([0, 255]);
  });

  it('are unpacked, and no larger than allowed', async () => {
    const bomb = gzipSync(Buffer.alloc(1_000_000, 'x'));
    const { url } = await serve(typed(bomb, 'text/plain', { 'content-encoding': 'gzip' }));
    expect(String((await request({ url })).body)).toHaveLength(1_000_000);
    await expect(request({ url, maxBytes: 999_999 })).rejects.toMatchObject({ code: 'PayloadTooLarge' });
  });

  it('have no body for HEAD', async () => {
    const { url } = await serve(typed('x', 'text/plain'));
    expect((await request({ url, method: 'HEAD' })).body).toBeNull();
  });
});

describe('statuses', () => {
  it.each([
    [400, 'permanent'],
    [401, 'auth'],
    [403, 'auth'],
    [404, 'permanent'],
    [408, 'transient'],
    [425, 'transient'],
    [429, 'rate-limited'],
    [500, 'transient'],
    [503, 'transient'],
  ])('%i is %s', async (status, errorClass) => {
    const { url } = await serve(json({ why: 'because' }, status));
    await expect(request({ url: `${url}/path?token=secret` })).rejects.toMatchObject({
      code: `Http${status}`,
      class: errorClass,
      message: `GET ${url}/path answered ${status}: {"why":"because"}`,
      details: { status, body: '{"why":"because"}' },
    });
  });

  it('wait as long as the service says', async () => {
    const after = async (status: number, value: string) => {
      const { url } = await serve((_request, response) => response.writeHead(status, { 'retry-after': value }).end());
      return request({ url }).catch((error: unknown) => error as { class: string; retryAfter?: number });
    };
    expect(await after(429, '2')).toMatchObject({ class: 'rate-limited', retryAfter: 2000 });
    expect(await after(503, '1')).toMatchObject({ class: 'rate-limited', retryAfter: 1000 });
    const dated = (await after(429, new Date(Date.now() + 60_000).toUTCString())) as { retryAfter: number };
    expect(dated.retryAfter).toBeGreaterThan(50_000);
    expect(dated.retryAfter).toBeLessThanOrEqual(60_000);
    expect(await after(404, '5')).toEqual(expect.not.objectContaining({ retryAfter: 5000 }));
  });

  it('are worth another attempt where the step says so', async () => {
    const { url } = await serve(json({}, 409));
    await expect(request({ url, retryOnStatus: [409] })).rejects.toMatchObject({ class: 'transient' });
    const { url: pending } = await serve(json({}, 202));
    await expect(request({ url: pending, retryOnStatus: [202] })).rejects.toMatchObject({ code: 'Http202', class: 'transient' });
  });
});

describe('the network', () => {
  it('is told when it fails', async () => {
    const { url, port } = await serve((_request, response) => response.destroy());
    await expect(request({ url })).rejects.toMatchObject({
      code: 'ECONNRESET',
      class: 'transient',
      message: expect.stringContaining(`GET ${url}/`) as string,
    });
    const nothing: Resolve = (_host, callback) => callback(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }), []);
    await expect(request({ url: `http://nowhere.example:${port}/` }, { resolve: nothing })).rejects.toMatchObject({
      code: 'ENOTFOUND',
      class: 'transient',
    });
    await expect(request({ url: 'http://127.0.0.1:1/' })).rejects.toMatchObject({ code: 'ECONNREFUSED', class: 'transient' });
  });

  it('is given up in time and on cancellation', async () => {
    const { url } = await serve(() => undefined);
    await expect(request({ url, timeout: 50 })).rejects.toMatchObject({ code: 'Timeout', class: 'timeout' });
    const controller = new AbortController();
    const pending = request({ url }, { ctx: { signal: controller.signal } });
    controller.abort();
    await expect(pending).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('is given up while the body comes', async () => {
    const { url } = await serve((_request, response) => response.writeHead(200, { 'content-type': 'text/plain' }).write('begin'));
    await expect(request({ url, timeout: '80ms' })).rejects.toMatchObject({ code: 'Timeout' });
  });

  it('is private where it is: refused however the address is written', async () => {
    const { port, seen } = await serve(json(1));
    for (const host of ['127.0.0.1', 'localhost', '2130706433', '0x7f.1', '0177.0.0.1', '[::ffff:127.0.0.1]', '[::1]', '0.0.0.0']) {
      await expect(request({ url: `http://${host}:${port}/` }, { allow: [] })).rejects.toMatchObject({
        code: 'NetworkRefused',
        class: 'permanent',
      });
    }
    await expect(request({ url: `http://127.0.0.1:${port}/` }, { allow: [] })).rejects.toMatchObject({
      hint: expect.stringContaining(`--allow-network 127.0.0.1:${port}`) as string,
    });
    expect(seen).toEqual([]);
    expect((await request({ url: `http://localhost:${port}/` }, { allow: [`localhost:${port}`] })).body).toBe(1);
  });

  it('is judged by the address that is connected to, each time anew', async () => {
    const { port, seen } = await serve(json(1));
    let asked = 0;
    // Harmless when first asked, another address afterwards: what DNS rebinding does.
    const rebinding: Resolve = (_host, callback) => {
      asked += 1;
      callback(null, [{ address: asked === 1 ? '127.0.0.1' : '10.0.0.1', family: 4 }]);
    };
    const params = { url: `http://rebind.example:${port}/`, method: 'POST' };
    expect((await request(params, { allow: ['127.0.0.1'], resolve: rebinding })).body).toBe(1);
    expect(asked).toBe(1);
    await expect(request(params, { allow: ['127.0.0.1'], resolve: rebinding })).rejects.toMatchObject({
      code: 'NetworkRefused',
      message: expect.stringContaining('10.0.0.1') as string,
    });
    expect(seen).toHaveLength(1);
  });

  it('takes the allowed addresses of a host and no other', async () => {
    const { port, seen } = await serve(json(1));
    const mixed: Resolve = (_host, callback) =>
      callback(null, [
        { address: '10.255.255.1', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ]);
    expect((await request({ url: `http://mixed.example:${port}/` }, { allow: ['127.0.0.1'], resolve: mixed })).body).toBe(1);
    expect(seen).toHaveLength(1);
  });
});

import { describe, expect, it } from 'vitest';

import { json, request, serve, type Answer } from '../../../test/contract/http-call.ts';
import type { Resolve } from './exchange.ts';

describe('redirects', () => {
  const redirect =
    (status: number, location: string, then: Answer = json('there')): Answer =>
    (seen, response) => {
      if (seen.url !== '/') then(seen, response);
      else response.writeHead(status, { location }).end();
    };

  it('are followed as browsers do', async () => {
    const moved = await serve(redirect(302, '/there'));
    expect((await request({ url: moved.url, body: { a: 1 }, headers: { authorization: 'x' } })).body).toBe('there');
    expect(moved.seen[1]).toMatchObject({ method: 'GET', body: '', headers: { authorization: 'x' } });
    expect(moved.seen[1]?.headers).not.toHaveProperty('content-type');
    const repeated = await serve(redirect(308, '/there'));
    await request({ url: repeated.url, body: { a: 1 } });
    expect(repeated.seen[1]).toMatchObject({ method: 'POST', body: '{"a":1}', headers: { 'content-type': 'application/json' } });
  });

  it('are a result where they are not followed', async () => {
    const { url } = await serve(redirect(302, '/there'));
    expect(await request({ url, followRedirects: false })).toMatchObject({ status: 302, headers: { location: '/there' } });
  });

  it('take no secrets to another host', async () => {
    const other = await serve(json('other'));
    const first = await serve(redirect(307, `${other.url}/x`));
    await request({ url: first.url, method: 'POST', headers: { authorization: 'Bearer x', cookie: 'a=b', 'x-y': 'z' } });
    expect(other.seen[0]?.headers).toMatchObject({ 'x-y': 'z' });
    expect(other.seen[0]?.headers).not.toHaveProperty('authorization');
    expect(other.seen[0]?.headers).not.toHaveProperty('cookie');
  });

  it('are judged like the first request', async () => {
    const secret = await serve(json('secret'));
    const open = await serve(redirect(302, `${secret.url}/latest/meta-data`));
    const allow = [`127.0.0.1:${open.port}`];
    await expect(request({ url: open.url }, { allow })).rejects.toMatchObject({ code: 'NetworkRefused' });
    const named = await serve(redirect(302, `http://metadata.example:${secret.port}/`));
    const resolve: Resolve = (_host, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]);
    await expect(request({ url: named.url }, { allow: [`127.0.0.1:${named.port}`], resolve })).rejects.toMatchObject({
      code: 'NetworkRefused',
    });
    const strange = await serve(redirect(302, 'file:///etc/passwd'));
    await expect(request({ url: strange.url })).rejects.toMatchObject({ code: 'InvalidParams' });
    expect(secret.seen).toEqual([]);
  });

  it('end somewhere', async () => {
    const { url, seen } = await serve((_request, response) => response.writeHead(302, { location: '/' }).end());
    await expect(request({ url })).rejects.toMatchObject({ code: 'TooManyRedirects' });
    expect(seen).toHaveLength(11);
  });
});

import { describe, expect, it } from 'vitest';

import { Redactor } from './redactor.ts';

const TOKEN = 'p4ss/wörd+&"\\ 1';
const PEM = '-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0\nBAQEFAASCBKcwggSjAgEAAoIB\n-----END KEY-----\n';

function redactor(secrets: Readonly<Record<string, string>> = { TOKEN }): Redactor {
  const made = new Redactor();
  for (const [name, secret] of Object.entries(secrets)) made.add(name, secret);
  return made;
}

describe('every spelling of a secret is replaced by its name', () => {
  it.each<[string, string]>([
    ['as it is', TOKEN],
    ['Base64', Buffer.from(TOKEN).toString('base64')],
    ['Base64 for addresses', Buffer.from(TOKEN).toString('base64url')],
    ['hexadecimal', Buffer.from(TOKEN).toString('hex')],
    ['hexadecimal in capitals', Buffer.from(TOKEN).toString('hex').toUpperCase()],
    ['part of an address', encodeURIComponent(TOKEN)],
    ['part of an address, in small letters', encodeURIComponent(TOKEN).toLowerCase()],
    ['an address', encodeURI(TOKEN)],
    ['a form', new URLSearchParams({ a: TOKEN }).toString().slice(2)],
    ['JSON', JSON.stringify(TOKEN).slice(1, -1)],
    ['JSON in JSON', JSON.stringify(JSON.stringify(TOKEN)).slice(3, -3)],
    [
      'JSON in ASCII',
      JSON.stringify(TOKEN)
        .slice(1, -1)
        .replace('ö', String.raw`\u00f6`),
    ],
    ['markup', TOKEN.replace('&', '&amp;').replace('"', '&quot;')],
  ])('%s', (_way, spelling) => {
    expect(redactor().text(`before ${spelling} after ${spelling}`)).toBe('before [secret TOKEN] after [secret TOKEN]');
  });

  it.each(['u:', 'us:', 'use:', 'user:'])('in the Base64 of %s and it', (user) => {
    const inside = redactor().text(Buffer.from(`${user}${TOKEN}!`).toString('base64'));
    expect(inside).toContain('[secret TOKEN]');
    const left = inside.split('[secret TOKEN]').map((part) => Buffer.from(part, 'base64').toString('latin1'));
    for (const length of [3, 5]) expect(left.join(' ')).not.toContain(TOKEN.slice(0, length));
  });

  it('the lines of a key', () => {
    const shown = redactor({ KEY: PEM }).text(`bad line: MIIEvQIBADANBgkqhkiG9w0; ${PEM.replaceAll('\n', ' ')}`);
    expect(shown).toBe('bad line: [secret KEY]; -----BEGIN KEY----- [secret KEY] [secret KEY] -----END KEY----- ');
  });

  it('the texts of a JSON document and the password of an address', () => {
    const made = redactor({ ACCOUNT: JSON.stringify({ user: 'robot@example', key: 'k3yk3yk3y' }), DB: 'postgres://app:s3%21cret@db/x' });
    expect(made.text('robot@example with k3yk3yk3y; app with s3!cret or s3%21cret')).toBe(
      '[secret ACCOUNT] with [secret ACCOUNT]; app with [secret DB] or [secret DB]',
    );
  });

  it('of two secrets the longer one first', () => {
    expect(redactor({ SHORT: 'abcdef', LONG: 'abcdefgh' }).text('abcdefgh abcdef')).toBe('[secret LONG] [secret SHORT]');
  });
});

describe('a short secret', () => {
  it('is replaced where it stands alone', () => {
    expect(redactor({ PIN: '42' }).text('the PIN 42 (not 421, a42 or 4.2) is "42"')).toBe(
      'the PIN [secret PIN] (not 421, a42 or 4.2) is "[secret PIN]"',
    );
  });

  it('that is empty replaces nothing', () => {
    expect(redactor({ NOTHING: '' }).text('as it is')).toBe('as it is');
  });
});

describe('values', () => {
  it('are searched in texts, keys and numbers, at any depth', () => {
    const made = redactor({ PIN: '123456', TOKEN: 'tok-tok' });
    expect(made.json({ a: [{ 'x tok-tok': 'a tok-tok b' }, 123456, 1234567, null, true], n: 1 })).toEqual({
      a: [{ 'x [secret TOKEN]': 'a [secret TOKEN] b' }, '[secret PIN]', 1234567, null, true],
      n: 1,
    });
  });

  it('references to files stay what they are', () => {
    const ref = { $file: `sha256:${'1234'.repeat(16)}`, name: 'of 1234', size: 1234 };
    expect(redactor({ PIN: '1234' }).json(ref)).toEqual({ ...ref, name: 'of [secret PIN]' });
  });

  it('bytes around a secret stay what they are', () => {
    const around = Buffer.from([0, 255, 128, 10]);
    const content = Buffer.concat([around, Buffer.from(TOKEN), around]);
    expect(Buffer.from(redactor().bytes(content))).toEqual(Buffer.concat([around, Buffer.from('[secret TOKEN]'), around]));
    expect(redactor().bytes(around)).toBe(around);
  });

  it('nothing is touched while there is no secret', () => {
    const value = { a: 1 };
    expect(redactor({}).json(value)).toBe(value);
  });
});

import { describe, expect, it } from 'vitest';

import { openStore } from './open-store.ts';
import { schemeOf, sqlitePath, withoutPassword } from './store-url.ts';

describe('the URL of a store', () => {
  it.each([
    ['postgres://ada:s3cret@db:5432/x?sslmode=require', 'postgres://ada@db:5432/x?sslmode=require'],
    ['postgres://ada:p@ss:w/ord@db/x', 'postgres://ada@db/x'],
    ['redis://:s3cret@cache/0', 'redis://@cache/0'],
    ['mongodb+srv://a:s3cret@h1,h2/db?x=1', 'mongodb+srv://a@h1,h2/db?x=1'],
    ['postgres://db/x?user=a&password=s3cret&application_name=b', 'postgres://db/x?user=a&password=…&application_name=b'],
    ['sqlite:/data/store.db', 'sqlite:/data/store.db'],
    ['postgres://db:5432/x', 'postgres://db:5432/x'],
  ])('%s is shown without its password', (url, shown) => {
    expect(withoutPassword(url)).toBe(shown);
  });

  it.each([
    ['sqlite:a/b.db', 'sqlite'],
    ['SQLITE:///a.db', 'sqlite'],
    ['postgresql://h/d', 'postgres'],
    ['rediss://h', 'redis'],
    ['mongodb+srv://h/d', 'mongodb'],
    ['memory:', 'memory'],
  ])('%s is of %s', (url, scheme) => {
    expect(schemeOf(url)).toBe(scheme);
  });

  it('names a file by any path', () => {
    expect(['sqlite:a.db', 'sqlite:/a.db', 'sqlite:///a.db'].map(sqlitePath)).toEqual(['a.db', '/a.db', '/a.db']);
  });

  it.each(['', 'store.db', '/store.db', 'file:a.db', 'mysql://h/d', 'postgres:', 'redis://', 'sqlite:', 'memory'])(
    '"%s" is refused',
    async (url) => {
      await expect(openStore(url)).rejects.toMatchObject({
        code: 'InvalidValue',
        class: 'validation',
        hint: expect.stringContaining('sqlite:PATH') as string,
      });
    },
  );
});

import { StepwrightError } from '../core/errors/stepwright-error.ts';

export type Scheme = 'sqlite' | 'postgres' | 'redis' | 'mongodb' | 'memory';

const SCHEMES: Readonly<Record<string, Scheme>> = {
  'sqlite:': 'sqlite',
  'postgres:': 'postgres',
  'postgresql:': 'postgres',
  'redis:': 'redis',
  'rediss:': 'redis',
  'mongodb:': 'mongodb',
  'mongodb+srv:': 'mongodb',
  'memory:': 'memory',
};

/** @throws StepwrightError `InvalidValue` */
export function schemeOf(url: string): Scheme {
  const scheme = SCHEMES[/^[a-z+]+:/i.exec(url)?.[0].toLowerCase() ?? ''];
  if (scheme === undefined) throw wrongUrl(url, 'begins with no scheme that Stepwright knows');
  if (scheme !== 'sqlite' && scheme !== 'memory' && !/^[a-z+]+:\/\/[^/]/i.test(url)) throw wrongUrl(url, 'names no host');
  if (scheme === 'sqlite' && sqlitePath(url) === '') throw wrongUrl(url, 'names no file');
  return scheme;
}

/** Whether it lies on a server that other machines reach, too. */
export function isShared(url: string): boolean {
  const scheme = schemeOf(url);
  return scheme !== 'sqlite' && scheme !== 'memory';
}

/** Path of the file, relative to the current folder when it is not absolute: of `sqlite:PATH`, `sqlite://PATH`. */
export function sqlitePath(url: string): string {
  return url.replace(/^sqlite:(?:\/\/)?/i, '');
}

/** For messages: without the password, wherever the URL has one. */
export function withoutPassword(url: string): string {
  return url
    .replace(/^([a-z+]+:\/\/[^/?#]*?):.*@(?=[^@]*$)/is, '$1@')
    .replaceAll(/([?&][^=&]*(?:password|token|secret)[^=&]*=)[^&#]*/gi, '$1…');
}

function wrongUrl(url: string, why: string): StepwrightError {
  return new StepwrightError('InvalidValue', `the store "${withoutPassword(url)}" ${why}`, {
    class: 'validation',
    hint: 'Use sqlite:PATH, postgres://USER:PASSWORD@HOST/DATABASE, redis://HOST:PORT/NUMBER, mongodb://HOST/DATABASE or memory:.',
  });
}

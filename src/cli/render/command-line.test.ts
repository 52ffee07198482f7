import { expect, it } from 'vitest';

import { commandLine, shellWord } from './command-line.ts';

it('repeats the flags that say where the run lives', () => {
  expect(commandLine(['trace', 'r 1'], { address: 'a:7233', data: './my data', json: true })).toBe(
    `stepwright trace 'r 1' --address a:7233 --data './my data'`,
  );
  expect(commandLine(['trace', 'order-1'], {})).toBe('stepwright trace order-1');
});

it('quotes what a shell would read', () => {
  expect(shellWord(`it's $HOME`)).toBe(`'it'\\''s $HOME'`);
  expect(shellWord('')).toBe(`''`);
  expect(shellWord('a/b-c_d.e:f@1')).toBe('a/b-c_d.e:f@1');
});

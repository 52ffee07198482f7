import type { PlaceFlags } from '../flags.ts';

/** A command to type next, with the flags of this one that say where the run lives. */
export function commandLine(words: readonly string[], flags: PlaceFlags): string {
  const place = [
    ...option('--address', flags.address),
    ...option('--namespace', flags.namespace),
    ...(flags.tls === true ? ['--tls'] : []),
    ...option('--task-queue', flags.taskQueue),
    ...option('--data', flags.data),
  ];
  return ['stepwright', ...words.map(shellWord), ...place].join(' ');
}

function option(name: string, value: string | undefined): string[] {
  return value === undefined ? [] : [name, shellWord(value)];
}

/** A word as a POSIX shell needs it. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

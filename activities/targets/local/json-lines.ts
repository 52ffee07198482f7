import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';

import type { DataFolder } from './data-folder.ts';
import type { Effect } from './effect.ts';

/** A line of a JSON Lines file. */
interface Line {
  readonly idempotencyKey: string;
}

/**
 * Appends a record, once for each key: a second call gives the first record. A line that a killed process left unfinished
 * is dropped.
 */
export async function appendOnce<T extends Line>(folder: DataFolder, path: string, call: Effect & { readonly make: () => T }): Promise<T> {
  return folder.exclusively(
    path,
    async () => {
      await mkdir(dirname(path), { recursive: true });
      const file = await open(path, 'a+');
      try {
        const lines = await file.readFile();
        const whole = lines.subarray(0, lines.lastIndexOf('\n') + 1);
        const before = find<T>(whole, call.idempotencyKey);
        if (before !== undefined) return before;
        if (whole.length < lines.length) await file.truncate(whole.length);
        const record = call.make();
        await file.appendFile(`${JSON.stringify(record)}\n`);
        return record;
      } finally {
        await file.close();
      }
    },
    call.signal,
  );
}

function find<T extends Line>(lines: Buffer, key: string): T | undefined {
  const quoted = JSON.stringify(key);
  // Most calls are the first with their key: nothing need be parsed.
  if (!lines.includes(quoted)) return undefined;
  const candidates = lines
    .toString('utf8')
    .split('\n')
    .filter((line) => line.includes(quoted));
  return candidates.map((line) => JSON.parse(line) as T).find((record) => record.idempotencyKey === key);
}

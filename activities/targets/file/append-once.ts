import { createHash } from 'node:crypto';
import { existsSync, type Stats } from 'node:fs';
import { mkdir, open, readFile, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

import { digest, type DataFolder } from '../local/data-folder.ts';
import type { Effect } from '../local/effect.ts';

/** What a call is about to append; lies beside the file while it does. */
interface Intent {
  readonly key: string;
  /** Which file it was: another one may have taken its name. */
  readonly inode: number;
  /** Where it ended. */
  readonly offset: number;
  readonly size: number;
  readonly sha256: string;
}

/**
 * Appends once for each key, also when the process was killed at any moment: `records/append/<file>` remembers the keys, and
 * before that what is about to be written. Whoever comes next finds either all of it there, or takes back a part.
 */
export async function appendOnce(data: DataFolder, path: string, call: Effect & { readonly bytes: Uint8Array }): Promise<void> {
  const records = data.path('records', 'append', digest(path));
  const intentPath = `${records}/intent.json`;
  const doneMark = (key: string) => `${records}/${digest(key)}.done`;
  await data.exclusively(
    path,
    async () => {
      await mkdir(dirname(path), { recursive: true });
      const file = await open(path, 'a+');
      try {
        const intent = await readIntent(intentPath);
        if (intent !== undefined && (await isWhole(file, intent))) await data.write(doneMark(intent.key), '');
        if (!existsSync(doneMark(call.idempotencyKey))) {
          await data.write(intentPath, JSON.stringify(intentOf(call, await file.stat())));
          await file.appendFile(call.bytes);
          await data.write(doneMark(call.idempotencyKey), '');
        }
        await rm(intentPath, { force: true });
      } finally {
        await file.close();
      }
    },
    call.signal,
  );
}

function intentOf({ idempotencyKey, bytes }: { readonly idempotencyKey: string; readonly bytes: Uint8Array }, file: Stats): Intent {
  return { key: idempotencyKey, inode: file.ino, offset: file.size, size: bytes.byteLength, sha256: sha256(bytes) };
}

/** Whether a killed call had written everything. A part of it is taken back. */
async function isWhole(file: FileHandle, { inode, offset, size, sha256: expected }: Intent): Promise<boolean> {
  const { ino, size: end } = await file.stat();
  if (ino !== inode) return false;
  if (end < offset + size) {
    if (end > offset) await file.truncate(offset);
    return false;
  }
  const written = Buffer.alloc(size);
  await file.read(written, 0, size, offset);
  return sha256(written) === expected;
}

async function readIntent(path: string): Promise<Intent | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Intent;
  } catch {
    return undefined;
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

import { createReadStream, createWriteStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { readConfig } from '../../worker/config.ts';
import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { replaceWith } from '../files/atomic-write.ts';
import { checkStore } from '../storage/check.ts';
import { copyStore } from '../storage/copy.ts';
import { exportLines } from '../storage/export.ts';
import { checkExport, type ExportSource, importExport } from '../storage/import.ts';
import { openStore } from '../storage/open-store.ts';
import { isEmpty, type StoreCounts } from '../storage/records.ts';
import { reindex } from '../storage/reindex.ts';
import type { Store } from '../storage/store.ts';
import type { StoreVerbFlags } from './commands/store.ts';
import { EXIT } from './exit-code.ts';
import { data, json } from './terminal.ts';

/** What each verb of `stepwright store` does. */
export const STORE_COMMANDS = {
  health: onStore(async (store, flags) => {
    const health = await store.health();
    answer(
      flags,
      { url: store.url, ...health },
      `✔ ${store.url}: ${health.backend} ${health.version}, format ${health.schema}, ${health.latency.toFixed(1)} ms`,
    );
  }),
  check: onStore(async (store, flags) => {
    const { collections, documents, problems } = await checkStore(store);
    const lines = problems.map(({ collection, key, index, problem }) =>
      [
        '✘',
        collection,
        ...(key === undefined ? [] : [JSON.stringify(key)]),
        ...(index === undefined ? [] : [`index ${index}`]),
        problem,
      ].join(' '),
    );
    const mark = problems.length === 0 ? '✔' : '✘';
    const total = `${mark} ${documents} documents in ${collections} collections, ${problems.length} problems`;
    answer(flags, { collections, documents, problems }, [...lines, total].join('\n'));
    if (problems.length > 0) process.exitCode = EXIT.notCompleted;
  }),
  export: onStore(async (store, flags, file) => {
    if (file === '-') {
      for await (const line of exportLines(store)) process.stdout.write(line);
      return;
    }
    tell(flags, file, await exportTo(store, file));
  }),
  import: onStore(async (store, flags, file) => {
    tell(flags, file, await importExport(store, await linesOf(file), { emptied: false }));
  }),
  backup: onStore(async (store, flags, file) => {
    tell(flags, file, await exportTo(store, file));
  }),
  restore: onStore(async (store, flags, file) => {
    const source = await linesOf(file);
    await checkExport(source);
    await refuseToEmpty(store, flags);
    tell(flags, file, await importExport(store, source, { emptied: true }));
  }),
  copy: onStore(async (store, flags, url) => {
    const target = await openStore(url);
    try {
      if (target.url === store.url) throw refused('a store can not be copied to itself', 'Name another store.');
      await refuseToEmpty(target, flags);
      tell(flags, target.url, await copyStore(store, target));
    } finally {
      await target.close();
    }
  }),
  migrate: onStore(async (store, flags) => {
    let documents = 0;
    for (const spec of await store.specs()) documents += await reindex(store.collection(spec));
    const { schema } = await store.health();
    answer(flags, { schema, documents }, `✔ format ${schema}, ${documents} documents indexed anew`);
  }),
};

type Work = (store: Store, flags: StoreVerbFlags, argument: string) => Promise<void>;

function onStore(work: Work): (flags: StoreVerbFlags, argument: string) => Promise<void> {
  return async (flags, argument) => {
    const store = await openStore(readConfig(process.env, flags).store);
    try {
      await work(store, flags, argument);
    } finally {
      await store.close();
    }
  };
}

/** Whole or not at all; read back from the disk before it is said to be there. */
async function exportTo(store: Store, file: string): Promise<StoreCounts> {
  await replaceWith(file, (draft) => pipeline(Readable.from(exportLines(store)), createWriteStream(draft, { flags: 'wx', mode: 0o600 })));
  const { documents, counters } = await checkExport(await linesOf(file));
  return { documents, counters };
}

async function linesOf(file: string): Promise<ExportSource> {
  await access(file).catch((error: unknown) => {
    throw new StepwrightError('NotFound', `${file} can not be read`, {
      hint: 'Name a file that stepwright store export or backup has written.',
      cause: error,
    });
  });
  return () => createInterface({ input: createReadStream(file), crlfDelay: Infinity });
}

async function refuseToEmpty(store: Store, { yes }: StoreVerbFlags): Promise<void> {
  if (yes === true || (await isEmpty(store))) return;
  throw refused(
    `the store ${store.url} is not empty, and everything in it would be taken out`,
    'Give --yes to do it; make a backup first.',
  );
}

function refused(message: string, hint: string): StepwrightError {
  return new StepwrightError('InvalidValue', message, { class: 'validation', hint });
}

function tell(flags: StoreVerbFlags, place: string, counts: StoreCounts): void {
  answer(flags, { place, ...counts }, `✔ ${place}: ${counts.documents} documents, ${counts.counters} counters`);
}

function answer(flags: StoreVerbFlags, value: unknown, text: string): void {
  if (flags.json === true) json(value);
  else data(text);
}

import { createHash } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import {
  defaultPayloadConverter,
  ExternalStorage,
  StorageDriverClaim,
  type DataConverter,
  type Payload,
  type StorageDriver,
} from '@temporalio/common';
import { ExternalStorageRunner } from '@temporalio/common/lib/internal-non-workflow/external-storage-runner.js';
import { isReferencePayload } from '@temporalio/common/lib/internal-non-workflow/extstore-helpers.js';

import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { writeAtomically } from './atomic-write.ts';

/** Bytes. The server refuses 4 MB of commands in one task: a threshold this low keeps 100 wide steps below it. */
const THRESHOLD = 32 * 1024;
const KEY = /^[0-9a-f]{64}$/;

/** For clients and workers alike: payloads over 32 KiB lie in `DATA/payloads/values`, the history holds references to them. */
export function createDataConverter(dataDir: string): DataConverter {
  return { externalStorage: storageOf(dataDir) };
}

/** The value of a payload as a history holds it: the SDK fetches what lies in the data folder only where it decodes itself. */
export async function readPayload(payload: Payload, dataDir: string): Promise<unknown> {
  return defaultPayloadConverter.fromPayload(await wholePayload(payload, dataDir));
}

/**
 * A payload as a history holds it, or the one in the data folder that it refers to.
 * @throws StepwrightError `NotFound` when that is not there
 */
export async function wholePayload(payload: Payload, dataDir: string): Promise<Payload> {
  const [whole = payload] = await new ExternalStorageRunner(storageOf(dataDir)).retrieve([payload]);
  return whole;
}

/** Whether a payload only refers to one in a data folder. */
export function isReference(payload: Payload): boolean {
  return isReferencePayload(payload);
}

function storageOf(dataDir: string): ExternalStorage {
  return new ExternalStorage({ drivers: [folderDriver(folderOf(dataDir))], payloadSizeThreshold: THRESHOLD });
}

function folderOf(dataDir: string): string {
  return join(dataDir, 'payloads', 'values');
}

function folderDriver(folder: string): StorageDriver {
  return {
    name: 'stepwright-folder',
    type: 'stepwright.folder',
    store: (_context, payloads) => Promise.all(payloads.map((payload) => store(folder, payload))),
    retrieve: (_context, claims) => Promise.all(claims.map((claim) => retrieve(folder, claim))),
  };
}

async function store(folder: string, payload: Payload): Promise<StorageDriverClaim> {
  const bytes = encode(payload);
  const key = createHash('sha256').update(bytes).digest('hex');
  const path = join(folder, key);
  await access(path).catch(() => writeAtomically(path, bytes));
  return new StorageDriverClaim({ key });
}

async function retrieve(folder: string, { claimData }: StorageDriverClaim): Promise<Payload> {
  const key = claimData['key'] ?? '';
  if (!KEY.test(key))
    throw new StepwrightError('InvalidValue', 'a payload refers to something that is not in this store', { class: 'validation' });
  try {
    return decode(await readFile(join(folder, key)));
  } catch (error) {
    throw new StepwrightError('NotFound', `payload ${key} is not in the data folder`, {
      hint: 'clients and workers must share one data folder (--data)',
      cause: error,
    });
  }
}

/** One line of JSON with the metadata, then the data as it is. */
function encode({ metadata, data }: Payload): Buffer {
  const head = Object.fromEntries(Object.entries(metadata ?? {}).map(([key, value]) => [key, Buffer.from(value).toString('base64')]));
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), data ?? new Uint8Array()]);
}

function decode(bytes: Buffer): Payload {
  const end = bytes.indexOf('\n');
  const head = JSON.parse(bytes.toString('utf8', 0, end)) as Readonly<Record<string, string>>;
  const metadata = Object.fromEntries(Object.entries(head).map(([key, value]) => [key, new Uint8Array(Buffer.from(value, 'base64'))]));
  return { metadata, data: bytes.subarray(end + 1) };
}

import {
  defaultPayloadConverter,
  ExternalStorage,
  StorageDriverClaim,
  type DataConverter,
  type Payload,
  type StorageDriver,
  type StorageDriverTargetInfo,
} from '@temporalio/common';
import { ExternalStorageRunner } from '@temporalio/common/lib/internal-non-workflow/external-storage-runner.js';
import { isReferencePayload } from '@temporalio/common/lib/internal-non-workflow/extstore-helpers.js';

import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { SHARE } from './payload-files.ts';
import type { PayloadStore, PayloadUser } from './payload-store.ts';

/** Bytes. The server refuses 4 MB of commands in one task: a threshold this low keeps 100 wide steps below it. */
const THRESHOLD = 32 * 1024;
const KEY = /^[0-9a-f]{64}$/;

/** For clients and workers alike: payloads over 32 KiB lie among these, the history holds references to them. */
export function createDataConverter(payloads: PayloadStore): DataConverter {
  return { externalStorage: storageOf(payloads) };
}

/** The value of a payload as a history holds it: the SDK fetches what lies elsewhere only where it decodes itself. */
export async function readPayload(payload: Payload, payloads: PayloadStore): Promise<unknown> {
  return defaultPayloadConverter.fromPayload(await wholePayload(payload, payloads));
}

/**
 * A payload as a history holds it, or the one that it refers to.
 * @throws StepwrightError `NotFound` when that is not there
 */
export async function wholePayload(payload: Payload, payloads: PayloadStore): Promise<Payload> {
  const [whole = payload] = await new ExternalStorageRunner(storageOf(payloads)).retrieve([payload]);
  return whole;
}

/** Whether a payload only refers to one that lies elsewhere. */
export function isReference(payload: Payload): boolean {
  return isReferencePayload(payload);
}

function storageOf(payloads: PayloadStore): ExternalStorage {
  return new ExternalStorage({ drivers: [driverOf(payloads)], payloadSizeThreshold: THRESHOLD });
}

/** Histories name their driver: it is called after the folder also where payloads lie in a shared store. */
function driverOf(payloads: PayloadStore): StorageDriver {
  return {
    name: 'stepwright-folder',
    type: 'stepwright.folder',
    store: ({ target }, given) => Promise.all(given.map((payload) => store(payloads, payload, userOf(target)))),
    retrieve: (_context, claims) => Promise.all(claims.map((claim) => retrieve(payloads, claim))),
  };
}

function userOf(target: StorageDriverTargetInfo | undefined): PayloadUser {
  if (target === undefined) return {};
  const { kind, namespace, id } = target;
  return { namespace, ...(kind === 'workflow' && id !== undefined ? { runId: id } : {}) };
}

async function store(payloads: PayloadStore, payload: Payload, user: PayloadUser): Promise<StorageDriverClaim> {
  return new StorageDriverClaim({ key: await payloads.write('values', encode(payload), user) });
}

async function retrieve(payloads: PayloadStore, { claimData }: StorageDriverClaim): Promise<Payload> {
  const key = claimData['key'] ?? '';
  if (!KEY.test(key))
    throw new StepwrightError('InvalidValue', 'a payload refers to something that is not in this store', { class: 'validation' });
  const bytes = await payloads.read('values', key);
  if (bytes === undefined)
    throw new StepwrightError('NotFound', `payload ${key} is neither in the store nor in the data folder`, { hint: SHARE });
  return decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
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

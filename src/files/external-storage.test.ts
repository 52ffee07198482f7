import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { defaultPayloadConverter, type ExternalStorage, type Payload } from '@temporalio/common';
import { ExternalStorageRunner } from '@temporalio/common/lib/internal-non-workflow/external-storage-runner.js';
import { isReferencePayload } from '@temporalio/common/lib/internal-non-workflow/extstore-helpers.js';
import { expect, it } from 'vitest';

import { tempFolder } from '../../test/helpers/temp-folder.ts';
import { createDataConverter } from './external-storage.ts';
import { PayloadFolder } from './payload-folder.ts';

function runner(data: string): ExternalStorageRunner {
  return new ExternalStorageRunner(createDataConverter(new PayloadFolder(data)).externalStorage as ExternalStorage);
}

const payloadOf = (value: unknown): Payload => defaultPayloadConverter.toPayload(value);
const valueOf = (payload: Payload | undefined): unknown => defaultPayloadConverter.fromPayload(payload as Payload);

it('moves large payloads into the data folder and brings them back, in another process as well', async () => {
  const data = tempFolder();
  const large = { text: 'é'.repeat(40_000) };
  const bytes = new Uint8Array(100_000).fill(10);
  const stored = await runner(data).store([payloadOf({ small: true }), payloadOf(large), payloadOf(bytes), payloadOf(large)]);
  expect(stored.map(isReferencePayload)).toEqual([false, true, true, true]);
  expect(stored.every(({ data: inline }) => (inline?.byteLength ?? 0) < 1_000)).toBe(true);
  expect(readdirSync(join(data, 'payloads', 'values'))).toHaveLength(2);
  const back = await runner(data).retrieve(stored);
  expect(back.map(valueOf)).toEqual([{ small: true }, large, bytes, large]);
});

it('leaves payloads up to 32 KiB where they are', async () => {
  const at = 32 * 1024 - 200;
  const [below, above] = await runner(tempFolder()).store([payloadOf('x'.repeat(at)), payloadOf('x'.repeat(32 * 1024 + 1))]);
  expect([below, above].map((payload) => isReferencePayload(payload as Payload))).toEqual([false, true]);
});

it('says what to do when the content lies in another data folder', async () => {
  const stored = await runner(tempFolder()).store([payloadOf('x'.repeat(50_000))]);
  await expect(runner(tempFolder()).retrieve(stored)).rejects.toThrow(/neither in the store nor in the data folder/);
});

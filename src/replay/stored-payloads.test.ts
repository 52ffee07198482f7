import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { defaultPayloadConverter, StorageDriverClaim, type Payload } from '@temporalio/common';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { createDataConverter } from '../files/external-storage.ts';
import { PayloadFolder } from '../files/payload-folder.ts';
import { valueOf } from './ask.ts';
import type { RecordedRun } from './recorded-run.ts';
import { withStoredPayloads } from './stored-payloads.ts';

let dataDir: string;
beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'stepwright-test-'));
});
afterAll(() => rmSync(dataDir, { recursive: true }));

/** A payload as the SDK leaves it in a history, once it has put the value into the data folder. */
async function storedPayload(value: unknown): Promise<Payload> {
  const [driver] = createDataConverter(new PayloadFolder(dataDir)).externalStorage?.drivers ?? [];
  const [claim = new StorageDriverClaim({})] = (await driver?.store({}, [defaultPayloadConverter.toPayload(value)])) ?? [];
  const text = (of: string) => new TextEncoder().encode(of);
  return {
    metadata: { encoding: text('json/protobuf'), messageType: text('temporal.api.sdk.v1.ExternalStorageReference') },
    data: text(JSON.stringify({ driverName: 'stepwright-folder', claimData: claim.claimData })),
  };
}

function runWith(payload: Payload): RecordedRun {
  return {
    runId: 'run',
    events: [{ activityTaskCompletedEventAttributes: { result: { payloads: [payload] } } }, { timerFiredEventAttributes: {} }],
  };
}

function resultIn({ events }: RecordedRun): unknown {
  const [payload] = events[0]?.activityTaskCompletedEventAttributes?.result?.payloads ?? [];
  return payload && valueOf(payload);
}

test('payloads of the data folder are put where they are referred to', async () => {
  const run = await withStoredPayloads(runWith(await storedPayload({ large: 'value' })), new PayloadFolder(dataDir));
  expect(resultIn(run)).toEqual({ large: 'value' });
});

test('a run that refers to none stays as it is', async () => {
  const run = runWith(defaultPayloadConverter.toPayload('small'));
  expect(await withStoredPayloads(run, new PayloadFolder('/nowhere'))).toBe(run);
});

test('one that is not there is named, with what to do', async () => {
  const run = runWith(await storedPayload('gone'));
  for (const file of readdirSync(join(dataDir, 'payloads', 'values'))) rmSync(join(dataDir, 'payloads', 'values', file));
  await expect(withStoredPayloads(run, new PayloadFolder(dataDir))).rejects.toMatchObject({
    code: 'NotFound',
    hint: expect.stringContaining('--data') as string,
  });
});

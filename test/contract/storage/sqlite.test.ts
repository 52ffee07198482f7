import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll } from 'vitest';

import { storeContract } from './suite.ts';

const folder = mkdtempSync(join(tmpdir(), 'stepwright-store-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

storeContract('sqlite', { url: () => `sqlite:${join(folder, 'deeper', 'store.db')}` });

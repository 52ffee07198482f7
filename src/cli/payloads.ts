import { present } from '../core/present.ts';
import type { KeptPayload } from '../files/payload-store.ts';
import type { PayloadFlags } from './commands/payloads.ts';
import { withPayloads } from './payloads-of.ts';
import { openSession, readSettings } from './session.ts';
import { data, json, note } from './terminal.ts';

/** Needs no Temporal server. */
export async function listPayloads(flags: PayloadFlags): Promise<void> {
  const { config } = await readSettings(flags);
  await withPayloads(config, async (payloads) => {
    let [count, bytes] = [0, 0];
    for await (const kept of payloads.list()) {
      if (flags.run !== undefined && !kept.runs.includes(flags.run)) continue;
      count += 1;
      bytes += kept.size;
      print(kept, flags);
    }
    if (flags.json !== true) note(`${count} payloads, ${bytes} bytes`);
  });
}

export async function cleanPayloads(flags: PayloadFlags): Promise<void> {
  const session = await openSession(await readSettings(flags), { worker: false });
  try {
    const { olderThan, dryRun } = flags;
    const gone = await session.stepwright.payloads.clean(present({ olderThan, dryRun }));
    for (const kept of gone) print(kept, flags);
    const bytes = gone.reduce((sum, { size }) => sum + size, 0);
    if (flags.json !== true) note(`${gone.length} payloads, ${bytes} bytes ${dryRun === true ? 'would be deleted' : 'deleted'}`);
  } finally {
    await session.close();
  }
}

function print(kept: KeptPayload, flags: PayloadFlags): void {
  const { area, hash, size, where, usedAt, runs } = kept;
  const at = new Date(usedAt).toISOString();
  if (flags.json === true) json({ area, hash, size, where, usedAt: at, runs });
  else data([`${area}/${hash}`, String(size).padStart(10), at, where, ...runs.slice(0, 1)].join('  '));
}

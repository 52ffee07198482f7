import { emptyStore, recordsOf, type StoreCounts, writeRecord } from './records.ts';
import type { Store } from './store.ts';

/** Copies everything into another store, which is emptied before: from then on it holds what the first one did. */
export async function copyStore(from: Store, to: Store): Promise<StoreCounts> {
  const specs = await from.specs();
  await emptyStore(to);
  const counts = { documents: 0, counters: 0 };
  for await (const record of recordsOf(from, specs)) {
    await writeRecord(to, record, specs);
    counts[record.kind === 'document' ? 'documents' : 'counters'] += 1;
  }
  return counts;
}

import { openStore } from '../../../src/storage/open-store.ts';
import { addByCompareAndSet, type WriterTask } from './writer.ts';

const { url, spec, counter, rounds } = JSON.parse(process.argv[2] ?? '') as WriterTask;
const store = await openStore(url);
await addByCompareAndSet(store, spec, rounds);
for (let round = 0; round < rounds; round += 1) await store.increment(counter);
await store.close();

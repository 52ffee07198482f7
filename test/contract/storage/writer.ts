import { ABSENT, type CollectionSpec, type Store } from '../../../src/storage/store.ts';

/** What a writer process is told. */
export interface WriterTask {
  readonly url: string;
  readonly spec: CollectionSpec;
  readonly counter: string;
  readonly rounds: number;
}

/** Adds 1 to the document `sum` so many times, each by compare-and-set. */
export async function addByCompareAndSet(store: Store, spec: CollectionSpec, rounds: number): Promise<void> {
  const documents = store.collection<{ readonly n: number }>(spec);
  for (let done = 0; done < rounds;) {
    const before = await documents.get('sum');
    const written = await documents.put('sum', { n: (before?.value.n ?? 0) + 1 }, { expected: before?.revision ?? ABSENT });
    if (written !== undefined) done += 1;
  }
}

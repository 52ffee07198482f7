import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { compareCodePoints } from './code-points.ts';
import { encodeIndexValue, indexEntries, isOrdered } from './index-entries.ts';
import type { CollectionSpec, IndexValue, ListOptions, Page, Store, Stored } from './store.ts';

/** Something that is not as it should be. */
export interface StoreProblem {
  readonly collection: string;
  readonly key?: string;
  readonly index?: string;
  readonly problem: string;
}

export interface StoreCheck {
  readonly collections: number;
  readonly documents: number;
  readonly problems: readonly StoreProblem[];
}

const PAGE = 500;

/** Reads every document, and compares what each index finds with what the documents say. Best while nobody writes. */
export async function checkStore(store: Store): Promise<StoreCheck> {
  const problems: StoreProblem[] = [];
  const specs = await store.specs();
  let documents = 0;
  for (const spec of specs) {
    const found = await readable(store, spec, problems);
    documents += found.length;
    for (const index of spec.indexes ?? []) {
      problems.push(...(await checkOrder(store, spec, { index, found })), ...(await checkValues(store, spec, { index, found })));
    }
  }
  return { collections: specs.length, documents, problems };
}

type Documents = readonly Stored<unknown>[];

interface Indexed {
  readonly index: string;
  readonly found: Documents;
}

/** Documents that can be read; the others are problems. */
async function readable(store: Store, spec: CollectionSpec, problems: StoreProblem[]): Promise<Documents> {
  const collection = store.collection<unknown>(spec);
  const found: Stored<unknown>[] = [];
  const read = (options: ListOptions) =>
    allPages(
      (cursor) => collection.list({ ...options, ...cursor }),
      (document) => void found.push(document),
    );
  for (let from: string | undefined = ''; from !== undefined;) {
    const before = found.length;
    const bounds: ListOptions = from === '' ? {} : { from };
    const damage = damagedKey(await read(bounds).catch((error: unknown) => error));
    if (damage !== undefined) {
      problems.push({ collection: spec.name, key: damage, problem: 'is not JSON' });
      // What is before it in its page was not given.
      await read({ ...bounds, ...(found.length > before ? { from: `${found.at(-1)?.key}\u0001` } : {}), to: damage });
    }
    // The least key behind it.
    from = damage === undefined ? undefined : `${damage}\u0001`;
  }
  return found;
}

function damagedKey(thrown: unknown): string | undefined {
  if (thrown === undefined) return undefined;
  if (thrown instanceof StepwrightError && thrown.code === 'StoreDamaged') return String((thrown.details as { readonly key: unknown }).key);
  throw thrown;
}

/** Every document with a text or a number there is in the order of the index, once and in its place. */
async function checkOrder(store: Store, spec: CollectionSpec, { index, found }: Indexed): Promise<readonly StoreProblem[]> {
  const place = ({ key, value }: Stored<unknown>) => ({ key, value: encodeIndexValue(index, fieldOf(value, index) as IndexValue) });
  const expected = found.filter(({ value }) => isOrdered(fieldOf(value, index))).map(place);
  expected.sort((a, b) => compareCodePoints(a.value, b.value) || compareCodePoints(a.key, b.key));
  const keys: string[] = [];
  const collection = store.collection<unknown>(spec);
  const damaged = await allPages(
    (cursor) => collection.list({ orderBy: index, ...cursor }),
    ({ key }) => void keys.push(key),
  ).catch((error: unknown) => damagedKey(error));
  if (damaged !== undefined) return [];
  const at = Math.max(keys.length, expected.length);
  const first = Array.from({ length: at }, (_, position) => position).find((position) => keys[position] !== expected[position]?.key);
  if (first === undefined) return [];
  const key = expected[first]?.key ?? keys[first] ?? '';
  return [{ collection: spec.name, key, index, problem: 'is not where it belongs in the order of the index' }];
}

/** Each value finds as many documents as have it. */
async function checkValues(store: Store, spec: CollectionSpec, { index, found }: Indexed): Promise<readonly StoreProblem[]> {
  const expected = new Map<string, { readonly value: IndexValue; count: number }>();
  for (const { value } of found) {
    for (const each of valuesOf(value, index)) {
      const id = encodeIndexValue(index, each);
      const known = expected.get(id) ?? { value: each, count: 0 };
      known.count += 1;
      expected.set(id, known);
    }
  }
  const problems: StoreProblem[] = [];
  for (const { value, count } of expected.values()) {
    const counted = await store.collection(spec).count({ [index]: value });
    if (counted !== count)
      problems.push({
        collection: spec.name,
        index,
        problem: `finds ${counted} documents with ${JSON.stringify(value)}, and ${count} have it`,
      });
  }
  return problems;
}

/** Values by which a document is found, each once. */
function valuesOf(value: unknown, index: string): readonly IndexValue[] {
  if (indexEntries(value, [index]).length === 0) return [];
  const field = fieldOf(value, index);
  return Array.isArray(field) ? [...new Set(field as string[])] : [field as IndexValue];
}

function fieldOf(value: unknown, index: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[index] : undefined;
}

async function allPages(
  list: (options: ListOptions) => Promise<Page<unknown>>,
  take: (document: Stored<unknown>) => void,
): Promise<undefined> {
  let cursor: string | undefined;
  do {
    const page = await list({ limit: PAGE, ...(cursor === undefined ? {} : { cursor }) });
    for (const document of page.documents) take(document);
    cursor = page.next;
  } while (cursor !== undefined);
  return undefined;
}

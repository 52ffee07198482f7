/** Things worked on at once. */
const AT_ONCE = 10;

/** Works on the items, some at once, and gives the outcomes in their order. `work` must not reject. */
export async function* someAtOnce<Item, Outcome>(
  items: AsyncIterable<Item> | Iterable<Item>,
  work: (item: Item) => Promise<Outcome>,
): AsyncGenerator<Outcome, void, void> {
  const begun: Promise<Outcome>[] = [];
  for await (const item of items) {
    begun.push(work(item));
    if (begun.length < AT_ONCE) continue;
    const [oldest] = begun.splice(0, 1);
    if (oldest !== undefined) yield await oldest;
  }
  for (const each of begun) yield await each;
}

/** An outcome for `someAtOnce`, whatever came of the work. */
export type Settled<T> = { readonly value: T } | { readonly error: unknown };

export async function settled<T>(work: Promise<T>): Promise<Settled<T>> {
  try {
    return { value: await work };
  } catch (error) {
    return { error };
  }
}

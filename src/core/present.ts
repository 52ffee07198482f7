/** A record's fields that are not undefined. */
type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The record without the fields that are undefined: what is absent must not travel as a field. */
export function present<T extends object>(fields: T): Present<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>;
}

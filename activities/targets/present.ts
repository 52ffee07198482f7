type Present<T> = { [K in keyof T]?: NonNullable<T[K]> };

/** The properties that have a value: null and undefined are left out. */
export function present<T extends object>(values: T): Present<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined)) as Present<T>;
}

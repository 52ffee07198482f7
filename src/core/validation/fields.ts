/** A map, whatever is in it. */
export type Loose = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a condition is true or false by itself; undefined when it depends on something, or is not there. */
export function constant(condition: unknown): boolean | undefined {
  if (typeof condition === 'boolean') return condition;
  const text = typeof condition === 'string' ? condition.trim().replace(/^\$\{\s*(\w+)\s*\}$/, '$1') : '';
  return text === 'true' || text === 'false' ? text === 'true' : undefined;
}

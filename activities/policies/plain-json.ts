/** Anything as JSON carries it: errors as their text, and what JSON can't carry at all as text. */
export function plainJson(value: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(value, errorsAsText) ?? 'null');
  } catch {
    return String(value);
  }
}

function errorsAsText(_key: string, value: unknown): unknown {
  return value instanceof Error ? (value.stack ?? value.message) : value;
}

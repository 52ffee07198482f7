import { pointerTo } from '../definition/pointer.ts';
import type { Finding } from '../validation/finding.ts';

/** What to write in place of a function. */
const INSTEAD: Readonly<Record<string, string>> = {
  execute: "register it with defineStep('charge', …) and write its name",
  condition: 'write it as an expression, such as $check.score > 0.8',
  retryCondition: "write it as an expression, such as $error.code == 'Busy'",
  items: 'write it as an expression, such as $order.lines',
  stepTemplate: 'write the step itself; it sees $item and $index',
  onSkip: 'write the variables it sets: { set: { name: value } }',
};

/** A definition is data: every function in a document is refused, with what to write in its place. */
export function findFunctions(document: unknown): readonly Finding[] {
  const found: Finding[] = [];
  const seen = new Set<unknown>();
  const look = (value: unknown, pointer: string, key: string): void => {
    if (typeof value === 'function') {
      const hint = INSTEAD[key] ?? 'write what it gives';
      found.push({ code: 'InvalidValue', pointer, message: `"${key}" is a function: a definition is data`, hint });
    }
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    for (const [inner, each] of Object.entries(value)) look(each, pointerTo(pointer, inner), inner);
  };
  look(document, '', '');
  return found;
}

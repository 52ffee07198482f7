import { NAME_PATTERN } from './names.ts';
import { isReserved } from './schema-parts.ts';

/**
 * The nearest thing to a text that the language takes as a name: `Deploy database!` gives `deploy-database`. What is a name
 * already stays as it is. `fallback`, a name, stands for a text without letters and digits, and before one that can't be a name
 * alone; which those are besides, `reserved` says (default: what no step may be called).
 */
export function nameFrom(text: string, fallback: string, reserved: (name: string) => boolean = isReserved): string {
  const plain = NAME_PATTERN.test(text) ? text : hyphenated(text);
  if (plain === '') return fallback;
  return NAME_PATTERN.test(plain) && !reserved(plain) ? plain : `${fallback}-${plain}`;
}

/** The name, or the name with the first number from 2 on that nobody has yet. */
export function freeName(name: string, taken: { has(name: string): boolean }): string {
  if (!taken.has(name)) return name;
  for (let number = 2; ; number += 1) {
    const numbered = `${name}-${number}`;
    if (!taken.has(numbered)) return numbered;
  }
}

/** Capitals and accents go, and every run of other characters becomes one hyphen. */
function hyphenated(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/\p{M}+/gu, '')
    .replaceAll(/[^a-z0-9_]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
}

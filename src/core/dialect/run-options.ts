import { given } from './translation.ts';
import type { Translation } from './translation.ts';

/** The options of a run, which documents have in `options` or beside the steps; an option in both places is refused. */
export function runOptions<Options extends object>(
  source: Options & { readonly options?: Options },
  names: readonly (keyof Options & string)[],
  translation: Translation,
): { readonly values: Options; readonly pointerOf: (name: keyof Options & string) => string } {
  const inside: Partial<Options> = source.options ?? {};
  const pointerOf = (name: keyof Options & string) => (inside[name] === undefined ? `/${name}` : `/options/${name}`);
  for (const name of names) {
    if (inside[name] !== undefined && source[name] !== undefined)
      translation.refuse({ code: 'InvalidValue', pointer: `/${name}`, at: 'key', message: `"${name}" is there twice`, hint: 'keep one' });
  }
  const values = Object.fromEntries(names.map((name) => [name, inside[name] ?? source[name]])) as Options;
  return { values: given(values), pointerOf };
}

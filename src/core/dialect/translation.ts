import type { Finding } from '../validation/finding.ts';

/** Something the author should know: a decision that was taken, or a meaning that is not quite the same here. */
export interface ImportNote {
  /** JSON Pointer into what was imported. */
  readonly pointer: string;
  readonly message: string;
}

/** What is said about a workflow on its way from another language into ours. Pointers of findings and notes lead into the source. */
export class Translation {
  readonly findings: Finding[] = [];
  readonly notes: ImportNote[] = [];
  readonly #origins = new Map([['', '']]);

  refuse(finding: Finding): void {
    this.findings.push(finding);
  }

  note(pointer: string, message: string): void {
    this.notes.push({ pointer, message });
  }

  /** What stands at `target` in the definition was made from what stands at `source`. */
  from(target: string, source: string): void {
    this.#origins.set(target, source);
  }

  /** Where that came from which stands at a pointer into the definition; of what is not known, where the nearest thing around it did. */
  originOf(target: string): string {
    let at = target;
    while (!this.#origins.has(at)) at = at.slice(0, at.lastIndexOf('/'));
    return this.#origins.get(at) ?? '';
  }
}

/** An object without its undefined values. */
export function given<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

/** Fields of the author's own, which are kept. */
export function extensionsOf(holder: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(holder).filter(([key]) => key.startsWith('x-')));
}

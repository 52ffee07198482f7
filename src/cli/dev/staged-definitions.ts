import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { WorkflowDefinition } from '../../core/definition/workflow-definition.ts';
import { processIdentity } from '../../files/process-identity.ts';

/**
 * The folder in which a worker finds definitions by id: a copy of the last good version of each file, so that a file may be broken
 * for a while.
 */
export class StagedDefinitions {
  readonly folder: string;
  /** Staged files by the file they come from. */
  readonly #staged = new Map<string, string>();

  /** Makes `DATA/definitions/<pid>`, and removes those of processes that died. */
  constructor(dataDir: string) {
    const parent = join(dataDir, 'definitions');
    this.folder = join(parent, String(process.pid));
    mkdirSync(this.folder, { recursive: true });
    for (const pid of readdirSync(parent))
      if (processIdentity(Number(pid)) === undefined) rmSync(join(parent, pid), { recursive: true, force: true });
  }

  /** Takes `definition` as the last good version of what `source` holds. */
  put(source: string, definition: WorkflowDefinition): void {
    const name = fileName(definition);
    const draft = join(this.folder, `.${name}.draft`);
    writeFileSync(draft, JSON.stringify(definition));
    // The worker sees the old one or the new one, never half of it.
    renameSync(draft, join(this.folder, name));
    const before = this.#staged.get(source);
    if (before !== undefined && before !== name) this.#remove(before);
    this.#staged.set(source, name);
  }

  /** The other file that holds this id and version. */
  otherSource(source: string, definition: WorkflowDefinition): string | undefined {
    const name = fileName(definition);
    return [...this.#staged].find(([other, staged]) => other !== source && staged === name)?.[0];
  }

  /** The file is gone, and its definition with it. */
  drop(source: string): void {
    const name = this.#staged.get(source);
    if (name !== undefined) this.#remove(name);
    this.#staged.delete(source);
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #remove(name: string): void {
    rmSync(join(this.folder, name), { force: true });
  }
}

function fileName({ id, version }: WorkflowDefinition): string {
  return `${id}${version === undefined ? '' : `@${version}`}.workflow.json`;
}

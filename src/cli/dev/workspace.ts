import { statSync } from 'node:fs';
import { dirname, isAbsolute, relative } from 'node:path';

import type { WorkflowDefinition } from '../../core/definition/workflow-definition.ts';
import type { Target } from '../../core/target/target.ts';
import { loadTargets } from '../../files/load-targets.ts';
import type { TargetsFile } from '../../files/load-targets.ts';
import { checkDefinition, checkFile } from '../check-file.ts';
import type { CheckedFile } from '../checked-file.ts';
import { scan } from './scan.ts';
import type { ScanPaths } from './scan.ts';
import { StagedDefinitions } from './staged-definitions.ts';

/** What a look at the files found. */
export interface Findings {
  /** The worker has to be replaced. */
  readonly targetsChanged: boolean;
  /** Definitions that are good and new or changed, with their files. */
  readonly taken: readonly { readonly file: string; readonly definition: WorkflowDefinition }[];
  /** Definitions that are not; their last good version stays. */
  readonly refused: readonly CheckedFile[];
  /** Files with targets that do not load; what they gave before stays. */
  readonly failed: readonly { readonly file: string; readonly error: unknown }[];
}

interface LoadedTargets {
  readonly print: string;
  readonly content: TargetsFile | undefined;
}

/** The file of `--targets` is one more path. */
export function withTargets(paths: readonly string[], { targets }: { readonly targets?: string }): readonly string[] {
  return targets === undefined ? paths : [...paths, targets];
}

/** The definitions and targets below some paths, each in its last good version. */
export class Workspace {
  readonly #paths: ScanPaths;
  readonly #staged: StagedDefinitions;
  readonly #targets = new Map<string, LoadedTargets>();
  /** Fingerprints of the definition files looked at. */
  readonly #definitions = new Map<string, string>();
  /** Definitions that targets files export, by their file and id. */
  #exported: ReadonlySet<string> = new Set();
  #folders: ReadonlySet<string> = new Set();

  constructor(paths: ScanPaths, dataDir: string) {
    this.#paths = paths;
    this.#staged = new StagedDefinitions(dataDir);
  }

  /** Folder in which a worker finds the definitions. */
  get definitionsDir(): string {
    return this.#staged.folder;
  }

  get targets(): readonly Target[] {
    return [...this.#targets.values()].flatMap(({ content }) => content?.targets ?? []);
  }

  get targetFiles(): readonly string[] {
    return [...this.#targets.keys()];
  }

  /** Folders in which a change may matter. */
  get folders(): ReadonlySet<string> {
    return this.#folders;
  }

  /** Looks at what changed since the last look. */
  async look(): Promise<Findings> {
    const { definitions, targets, folders } = scan(this.#paths);
    const failed: { file: string; error: unknown }[] = [];
    const targetsChanged = await this.#lookAtTargets(targets, failed);
    const watched = [...definitions, ...targets, ...[...this.#targets.values()].flatMap(({ content }) => content?.files ?? [])];
    this.#folders = new Set([...folders, ...watched.map((file) => dirname(file))]);
    const changed = this.#changedDefinitions(definitions, targetsChanged);
    const checked = [
      ...(await Promise.all(changed.map((file) => checkFile(shown(file), { targets: this.targets })))),
      ...(targetsChanged ? this.#checkExported() : []),
    ];
    return { targetsChanged, failed, ...this.#take(checked) };
  }

  close(): void {
    this.#staged.close();
  }

  async #lookAtTargets(files: readonly string[], failed: { file: string; error: unknown }[]): Promise<boolean> {
    let changed = false;
    for (const file of this.#targets.keys()) {
      if (files.includes(file)) continue;
      this.#targets.delete(file);
      changed = true;
    }
    for (const file of files) {
      const before = this.#targets.get(file);
      const print = fingerprint([file, ...(before?.content?.files ?? [])]);
      if (before?.print === print) continue;
      try {
        const content = await loadTargets(file);
        this.#targets.set(file, { content, print: fingerprint([file, ...content.files]) });
        changed = true;
      } catch (error) {
        this.#targets.set(file, { content: before?.content, print });
        failed.push({ file, error });
      }
    }
    return changed;
  }

  #changedDefinitions(files: readonly string[], all: boolean): string[] {
    for (const file of this.#definitions.keys()) {
      if (files.includes(file)) continue;
      this.#definitions.delete(file);
      this.#staged.drop(shown(file));
    }
    return files.filter((file) => {
      const print = fingerprint([file]);
      const same = this.#definitions.get(file) === print;
      this.#definitions.set(file, print);
      return !same || all;
    });
  }

  #checkExported(): CheckedFile[] {
    const checked = [...this.#targets].flatMap(([file, { content }]) =>
      (content?.definitions ?? []).map((definition) =>
        checkDefinition(definition, `${shown(file)} (${definition.id})`, { targets: this.targets }),
      ),
    );
    const sources = new Set(checked.map(({ file }) => file));
    for (const source of this.#exported) if (!sources.has(source)) this.#staged.drop(source);
    this.#exported = sources;
    return checked;
  }

  #take(checked: readonly CheckedFile[]): Pick<Findings, 'taken' | 'refused'> {
    const taken: { file: string; definition: WorkflowDefinition }[] = [];
    const refused: CheckedFile[] = [];
    for (const file of checked) {
      const { definition } = file;
      const other = definition === undefined ? undefined : this.#staged.otherSource(file.file, definition);
      if (definition === undefined) {
        if (isMeantAsDefinition(file)) refused.push(file);
      } else if (other === undefined) {
        this.#staged.put(file.file, definition);
        taken.push({ file: file.file, definition });
      } else refused.push(twice(file, definition, other));
    }
    return { taken, refused };
  }
}

function twice({ file }: CheckedFile, { id, version }: WorkflowDefinition, other: string): CheckedFile {
  const name = version === undefined ? id : `${id}@${version}`;
  const message = `${name} is defined in ${other} already`;
  return {
    file,
    problems: [
      { severity: 'error', code: 'DuplicateName', pointer: '/id', message, file, hint: 'Change the id or the version of one of the two.' },
    ],
  };
}

/** A folder of definitions may hold other YAML and JSON files too: they have no id. */
function isMeantAsDefinition({ file, text }: CheckedFile): boolean {
  return /\.workflow\.\w+$/i.test(file) || text === undefined || /(?:^|[{,])\s*"?id"?\s*:/m.test(text);
}

/** A path as one would type it here. */
function shown(file: string): string {
  const near = relative(process.cwd(), file);
  return near.startsWith('..') || isAbsolute(near) ? file : near;
}

/** Changes when one of the files does. */
function fingerprint(files: readonly string[]): string {
  return [...new Set(files)].map((file) => `${file}:${stamp(file)}`).join('\n');
}

function stamp(file: string): string {
  try {
    const { mtimeMs, size, ino } = statSync(file);
    return `${mtimeMs}:${size}:${ino}`;
  } catch {
    return 'gone';
  }
}

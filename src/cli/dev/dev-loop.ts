import type { StepwrightWorker } from '../../../worker/api.ts';
import { renderChecked } from '../render/checked-file.ts';
import { renderError } from '../report-error.ts';
import { colorsFor } from '../terminal.ts';
import { FolderWatch } from './watch-folders.ts';
import type { Findings, Workspace } from './workspace.ts';

export interface DevLoopOptions {
  /** Starts a worker with what the workspace holds now. */
  start(): Promise<StepwrightWorker>;
  /** Called when a worker has started; what it gives is called at the end. */
  started(): () => void;
  /** A worker ended although nobody asked it to. */
  failed(error: unknown): void;
  say(line: string): void;
}

/** Keeps a worker up to date with a workspace: a change is taken over, a mistake is shown and leaves all as it was. */
export class DevLoop {
  readonly #workspace: Workspace;
  readonly #options: DevLoopOptions;
  readonly #watch = new FolderWatch(() => this.#queueLook());
  readonly #colors = colorsFor(process.stderr);
  #worker: StepwrightWorker | undefined;
  #goodbye = (): void => undefined;
  /** Looks follow each other; none begins while another runs. */
  #looks: Promise<void> = Promise.resolve();

  constructor(workspace: Workspace, options: DevLoopOptions) {
    this.#workspace = workspace;
    this.#options = options;
  }

  /** The first look, and a worker that takes work. */
  async begin(): Promise<void> {
    this.#report(await this.#workspace.look());
    await this.#replaceWorker();
    this.#watch.set(this.#workspace.folders);
    this.#options.say(`${this.#colors.green('✔')} worker`);
  }

  async end(): Promise<void> {
    this.#watch.close();
    await this.#looks;
    this.#goodbye();
    await this.#worker?.shutdown();
  }

  #queueLook(): void {
    this.#looks = this.#looks.then(() => this.#look()).catch((error: unknown) => this.#options.say(renderError(error, this.#colors)));
  }

  async #look(): Promise<void> {
    const findings = await this.#workspace.look();
    this.#watch.set(this.#workspace.folders);
    this.#report(findings);
    if (!findings.targetsChanged) return;
    await this.#replaceWorker();
    this.#options.say(`${this.#colors.green('✔')} worker with the new targets`);
  }

  /** The new one works before the old one stops, so that nothing waits. */
  async #replaceWorker(): Promise<void> {
    const before = this.#worker;
    this.#worker = await this.#options.start();
    this.#worker.stopped.catch((error: unknown) => this.#options.failed(error));
    this.#goodbye();
    this.#goodbye = this.#options.started();
    await before?.shutdown();
  }

  #report({ taken, refused, failed }: Findings): void {
    const say = (line: string): void => this.#options.say(line);
    for (const { file, definition } of taken) {
      const version = definition.version === undefined ? '' : `@${definition.version}`;
      say(`${this.#colors.green('✔')} ${definition.id}${version}  ${file}`);
    }
    for (const { error } of failed) say(`${renderError(error, this.#colors)}\n  ${this.#kept()}`);
    for (const file of refused) say(`${renderChecked(file, this.#colors)}\n  ${this.#kept()}`);
  }

  #kept(): string {
    return this.#colors.yellow('not taken over; the last good version, if there was one, stays');
  }
}

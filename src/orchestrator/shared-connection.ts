import type { ConnectOptions, Stepwright } from '../client/api.ts';
import { connect } from '../embedded.ts';

/** After so long without a run the connection is closed, so that a script's process ends by itself. */
const IDLE_MS = 500;

/** The one connection of `executeWorkflow` and the handlers: opened by the first run, closed when idle, opened again when needed. */
class SharedConnection {
  #options: ConnectOptions = {};
  #open: Promise<Stepwright> | undefined;
  #closing: Promise<void> = Promise.resolve();
  #users = 0;
  #idle: NodeJS.Timeout | undefined;

  configure(options: ConnectOptions): void {
    this.#options = options;
    if (this.#users === 0) this.#close();
  }

  async use<T>(work: (stepwright: Stepwright) => Promise<T>): Promise<T> {
    clearTimeout(this.#idle);
    this.#users += 1;
    try {
      this.#open ??= this.#connect();
      return await work(await this.#open);
    } finally {
      this.#users -= 1;
      // Not unref'd: the worker keeps the process alive, and this is what ends it.
      if (this.#users === 0) this.#idle = setTimeout(() => this.#close(), IDLE_MS);
    }
  }

  async #connect(): Promise<Stepwright> {
    await this.#closing;
    try {
      return await connect({ worker: true, ...this.#options });
    } catch (error) {
      this.#open = undefined;
      throw error;
    }
  }

  #close(): void {
    clearTimeout(this.#idle);
    const open = this.#open;
    if (open === undefined) return;
    this.#open = undefined;
    this.#closing = open
      .then((stepwright) => stepwright.close())
      .catch((error: unknown) => process.emitWarning(`could not close the connection: ${String(error)}`, 'StepwrightWarning'));
  }
}

export const sharedConnection = new SharedConnection();

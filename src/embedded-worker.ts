import type { ConnectionLike } from '@temporalio/client';

import type { StepwrightWorker } from '../worker/api.ts';
import type { WorkerSource } from './client/cluster.ts';
import type { ClientConfig } from './client/config.ts';
import { StepwrightError } from './core/errors/stepwright-error.ts';

/** The worker of this process: it starts, and is loaded, when a run first needs it. */
export class EmbeddedWorker implements WorkerSource {
  readonly #config: ClientConfig;
  readonly #address: string;
  #starting: Promise<StepwrightWorker> | undefined;
  #broken: unknown;
  #stopping = false;
  readonly #waiting = new Set<(error: unknown) => void>();

  constructor(config: ClientConfig, address: string) {
    this.#config = config;
    this.#address = address;
  }

  get idle(): boolean {
    return this.#config.worker !== false && this.#starting === undefined;
  }

  async ready(): Promise<ConnectionLike | undefined> {
    if (this.#config.worker === false) return undefined;
    this.#starting ??= this.#start();
    const { connection } = await this.#starting;
    if (this.#broken !== undefined) throw this.#broken;
    return connection;
  }

  async guard<T>(waiting: Promise<T>): Promise<T> {
    let fail: (error: unknown) => void = () => undefined;
    const broken = new Promise<never>((_resolve, reject) => {
      fail = reject;
    });
    this.#waiting.add(fail);
    try {
      return await Promise.race([waiting, broken]);
    } finally {
      this.#waiting.delete(fail);
    }
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    const worker = await this.#starting?.catch(() => undefined);
    // One that broke has told those who waited for it.
    await worker?.shutdown().catch(() => undefined);
  }

  async #start(): Promise<StepwrightWorker> {
    const { createWorker } = await import('../worker/create-worker.ts');
    const { user: _user, roles: _roles, worker: settings, ...options } = this.#config;
    const worker = await createWorker({ ...options, ...(typeof settings === 'object' ? settings : {}), address: this.#address });
    worker.stopped.then(
      () =>
        this.#ended(
          new StepwrightError('TemporalUnreachable', 'the worker of this process was stopped', {
            class: 'transient',
            hint: 'The run goes on when a worker is back.',
          }),
        ),
      (error: unknown) => this.#ended(error),
    );
    return worker;
  }

  #ended(error: unknown): void {
    if (this.#stopping) return;
    this.#broken = error;
    for (const fail of this.#waiting) fail(error);
  }
}

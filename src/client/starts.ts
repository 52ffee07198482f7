import type { Client, ConnectionLike } from '@temporalio/client';

/** More starts under way are a mass of them: with eager ones this process would work on runs instead of starting others. */
const MOST_EAGER = 32;

/**
 * Starts runs the shortest way. Where the worker of this process serves them, over its own connection: the server's answer then
 * brings the run's first task with it, and nobody has to ask for it. A server that does not do so starts the run as any other.
 */
export class Starts {
  readonly #client: Client;
  readonly #clientOver: (connection: ConnectionLike) => Client;
  #eager: Client | undefined;
  #underWay = 0;

  constructor(client: Client, clientOver: (connection: ConnectionLike) => Client) {
    this.#client = client;
    this.#clientOver = clientOver;
  }

  /** @param connection the worker's in this process, when there is one */
  async start(connection: ConnectionLike | undefined, send: (client: Client, requestEagerStart: boolean) => Promise<void>): Promise<void> {
    if (connection === undefined || this.#underWay >= MOST_EAGER) return send(this.#client, false);
    this.#eager ??= this.#clientOver(connection);
    this.#underWay += 1;
    try {
      await send(this.#eager, true);
    } finally {
      this.#underWay -= 1;
    }
  }
}

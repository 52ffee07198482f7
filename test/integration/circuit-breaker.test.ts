import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import { useTwoWorkers } from '../helpers/two-workers.ts';

/** A service that can be sick, and counts. */
class Service {
  sick = false;
  calls = 0;
  /** Calls that came before the first one was answered. */
  beforeFirstAnswer = 0;
  #answered = false;
  readonly #server: Server;

  constructor() {
    this.#server = createServer((_request, response) => {
      this.calls += 1;
      if (!this.#answered) this.beforeFirstAnswer += 1;
      setTimeout(() => {
        this.#answered = true;
        response.writeHead(this.sick ? 503 : 200, { 'content-type': 'application/json' }).end('{}');
      }, 50);
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  reset(sick: boolean): void {
    Object.assign(this, { sick, calls: 0, beforeFirstAnswer: 0 });
    this.#answered = false;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

const workers = useTwoWorkers();
const service = new Service();
let url = '';
beforeAll(async () => {
  url = await service.listen();
});
beforeEach(() => service.reset(true));
afterAll(() => service.close());

function calling(key: string, openFor: string, more: object = {}): WorkflowDefinition {
  return {
    id: `calls-${key}`,
    name: 'Calls',
    steps: [
      {
        id: 'each',
        type: 'forEach',
        items: '$items',
        parallel: true,
        maxConcurrency: 10,
        onError: 'continue',
        collect: 'errors',
        steps: [
          {
            id: 'call',
            target: 'http',
            action: 'request',
            params: { url: '$url' },
            circuitBreaker: { key, failures: 5, openFor },
            ...more,
          },
        ],
      },
    ],
    output: '$each',
  };
}

test('of the calls of two workers to a sick service at least 95 % are not made', async () => {
  const items = Array.from({ length: 400 }, (_, i) => i);
  const run = await workers.stepwright.start(calling('sick', '1m'), { url, items });
  const { output } = await run.result();
  const failed = output as readonly { readonly error: { readonly code: string; readonly class: string } }[];
  expect(failed).toHaveLength(400);
  const prevented = failed.filter(({ error }) => error.code === 'CircuitOpen').length;
  expect(service.calls + prevented).toBe(400);
  expect(prevented / 400).toBeGreaterThanOrEqual(0.95);
});

test('once it is well again one probe is enough', async () => {
  const openFor = '2s';
  const items = [0, 1, 2, 3, 4];
  await (await workers.stepwright.start(calling('heals', openFor), { url, items })).result();
  service.reset(false);
  const retry = { maxAttempts: 5, strategy: 'fixed', baseDelay: 10 };
  const run = await workers.stepwright.start(calling('heals', openFor, { retry }), { url, items: Array.from({ length: 20 }, (_, i) => i) });
  const result = await run.result();
  expect(result.output).toEqual([]);
  expect(service.calls).toBe(20);
  expect(service.beforeFirstAnswer).toBe(1);
});

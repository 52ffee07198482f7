import { randomUUID } from 'node:crypto';

import { Client, Connection } from '@temporalio/client';

import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import { SIGNALS } from '../../src/core/run/wire.ts';
import { connect } from '../../src/embedded.ts';
import { byHand } from '../shared/contestants/by-hand.ts';
import { setting, type Settings } from '../shared/contestants/contestant.ts';
import type { Entry } from '../shared/contestants/entrant.ts';
import { stepwright } from '../shared/contestants/stepwright.ts';
import type { TemporalServer } from '../shared/temporal-server.ts';

/** How runs that wait for an event are started and released; their worker is a process of its own. */
export interface Waiting {
  readonly entry: (server: TemporalServer) => Entry;
  readonly client: (entry: Entry) => Promise<WaitingClient>;
}

export interface WaitingClient {
  readonly temporal: Client;
  /** Gives the run's id. */
  readonly start: () => Promise<string>;
  readonly release: (runId: string) => Promise<void>;
  /** Rejects when the run did not complete. */
  readonly result: (runId: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

const DEFINITION: WorkflowDefinition = {
  id: 'waits',
  name: 'Waits',
  steps: [{ id: 'go', type: 'event', event: 'go' }],
  output: 'told',
};

export const HAND: Waiting = {
  entry: (server) => byHand('remote', server),
  async client({ settings }) {
    const { temporal, close } = await temporalClient(settings);
    return {
      temporal,
      close,
      async start() {
        const workflowId = randomUUID();
        await temporal.workflow.start('waits', { workflowId, taskQueue: setting(settings, 'taskQueue') });
        return workflowId;
      },
      release: (runId) => temporal.workflow.getHandle(runId).signal('go'),
      async result(runId) {
        expectTold(await temporal.workflow.getHandle(runId).result());
      },
    };
  },
};

/** By its library; released by signals, as the others are. */
export const STEPWRIGHT: Waiting = {
  entry: (server) => stepwright('remote', server),
  async client({ settings }) {
    const { temporal, close } = await temporalClient(settings);
    const library = await connect({ address: setting(settings, 'address'), taskQueue: setting(settings, 'taskQueue'), worker: false });
    return {
      temporal,
      async start() {
        const { id } = await library.start(DEFINITION, {});
        return id;
      },
      release: (runId) => temporal.workflow.getHandle(runId).signal(SIGNALS.event, { type: 'go' }),
      async result(runId) {
        const { status, output } = await library.run(runId).result();
        expectTold(status === 'COMPLETED' ? output : status);
      },
      async close() {
        await library.close();
        await close();
      },
    };
  },
};

async function temporalClient(settings: Settings): Promise<Pick<WaitingClient, 'temporal' | 'close'>> {
  const connection = await Connection.connect({ address: setting(settings, 'address') });
  return { temporal: new Client({ connection }), close: () => connection.close() };
}

function expectTold(output: unknown): void {
  if (output !== 'told') throw new Error(`a run ended with ${JSON.stringify(output)}`);
}

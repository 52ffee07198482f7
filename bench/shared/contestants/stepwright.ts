import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { z } from 'zod';

import type { Execution } from '../../../src/core/definition/step-base.ts';
import type { WorkflowDefinition } from '../../../src/core/definition/workflow-definition.ts';
import { action } from '../../../src/core/target/action.ts';
import { defineTarget } from '../../../src/core/target/define-target.ts';
import { connect } from '../../../src/embedded.ts';
import type { TemporalServer } from '../temporal-server.ts';
import { fetchJson } from '../fetch-json.ts';
import { setting, type Contestant, type Settings, type Work } from './contestant.ts';
import type { Entry } from './entrant.ts';

/** The modes that a definition can ask for. */
export const MODES: readonly Execution[] = ['remote', 'local', 'express'];

/** @param builtin each step is `http.request`, else an action of our own with the same `fetch` as the other contestants */
export function stepwright(mode: Execution, { address, pid }: TemporalServer, builtin = false): Entry {
  const name = `Stepwright, ${mode}${builtin ? ', http.request' : ''}`;
  const settings = { address, mode, taskQueue: name.replaceAll(/\W+/g, '-'), ...(builtin ? { target: 'http', action: 'request' } : {}) };
  return { name, module: new URL(import.meta.url), settings, serverPid: pid };
}

const bench = defineTarget('bench', {
  actions: {
    get: action({
      params: z.object({ url: z.string() }),
      result: z.object({ status: z.number(), body: z.unknown() }),
      idempotent: true,
      run: ({ url }) => fetchJson(url),
    }),
  },
});

const FIRST: WorkflowDefinition = { id: 'first', name: 'First', steps: [{ id: 'set', type: 'set', values: { done: true } }] };

/** Stepwright as a program uses it: `connect` with a worker in its process, and `execute`. */
export async function open(settings: Settings): Promise<Contestant> {
  const dataDir = mkdtempSync(join(tmpdir(), 'stepwright-bench-'));
  const client = await connect({
    address: setting(settings, 'address'),
    taskQueue: setting(settings, 'taskQueue'),
    dataDir,
    targets: [bench],
    allowNetwork: ['127.0.0.1'],
    worker: true,
  });
  // The worker starts with the first run.
  await client.execute(FIRST, {});
  return {
    async run(work) {
      const run = await client.start(definitionOf(work, settings), {});
      const { status, error } = await run.result();
      if (status !== 'COMPLETED') throw new Error(`the run ended ${status}: ${error ?? ''}`);
      return run.id;
    },
    async close() {
      await client.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function definitionOf({ shape, steps, url }: Work, { mode, target = 'bench', action = 'get' }: Settings): WorkflowDefinition {
  return {
    id: `${shape}-steps`,
    name: `${steps} ${shape} steps`,
    mode: shape === 'parallel' ? 'graph' : 'sequence',
    ...(mode === 'remote' ? {} : { execution: mode as Execution }),
    steps: Array.from({ length: steps }, (_, i) => ({ id: `get-${i}`, target, action, params: { url } })),
  };
}

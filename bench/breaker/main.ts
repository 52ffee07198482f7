/** `npm run bench:breaker [calls]`: how many calls of a sick service are not made, and how soon it is used again. See README.md. */
import { setTimeout as delay } from 'node:timers/promises';

import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import { Breaker } from '../../src/records/breaker.ts';
import { Outage } from '../../src/records/outage.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { print, printMachine } from '../shared/print.ts';
import { startService } from '../shared/service.ts';
import { openPlace } from '../shared/two-workers.ts';

const BREAKER = { failures: 5, window: '1m', openFor: '2s', probes: 1 } as const;
const OPEN_FOR = 2_000;

/** Calls one after the other, twenty at once; gives the codes of those that failed. */
const DEFINITION: WorkflowDefinition = {
  id: 'calls',
  name: 'Calls',
  steps: [
    {
      id: 'each',
      type: 'forEach',
      items: '${ range(0, $calls) }',
      parallel: true,
      maxConcurrency: 20,
      onError: 'continue',
      collect: 'errors',
      steps: [{ id: 'call', target: 'http', action: 'request', params: { url: '$url' }, circuitBreaker: BREAKER }],
    },
  ],
  output: '${ $each.map(e, e.error.code) }',
};

async function main(calls: number): Promise<void> {
  const service = await startService(10);
  const place = await openPlace();
  const send = async (count: number) => {
    service.calls = 0;
    const from = performance.now();
    const result = await place.stepwright.execute(DEFINITION, { url: service.url, calls: count });
    if (result.status !== 'COMPLETED') throw new Error(`the run ended ${result.status}: ${result.error ?? ''}`);
    const prevented = (result.output as readonly string[]).filter((code) => code === 'CircuitOpen').length;
    return { prevented, made: service.calls, seconds: (performance.now() - from) / 1000 };
  };
  try {
    const well = await send(calls);
    print(`well: ${calls} calls, ${well.made} made, ${well.prevented} prevented, ${well.seconds.toFixed(1)} s`);
    service.sick = true;
    const sick = await send(calls);
    const share = (100 * sick.prevented) / calls;
    print(
      `sick: ${calls} calls, ${sick.made} made, ${sick.prevented} prevented: ${share.toFixed(1)} % (goal: at least 95 %), ${sick.seconds.toFixed(1)} s`,
    );
    service.sick = false;
    await delay(OPEN_FOR);
    const probe = await send(1);
    const after = await send(calls);
    print(`well again: ${probe.made} probe, then ${calls} calls, ${after.made} made, ${after.prevented} prevented (goal: 0)`);
    print(`a closed circuit costs ${(await closedCost(place.store)).toFixed(3)} ms a call`);
    printMachine(`store ${place.store.split(':')[0]}`, 'dev server in memory');
  } finally {
    await place.close();
    service.close();
  }
}

/** Milliseconds. */
async function closedCost(url: string): Promise<number> {
  const store = await openStore(url);
  const outage = new Outage((error) => {
    throw error;
  });
  const breaker = new Breaker(store, { outage });
  const spec = { key: 'nobody fails', failures: 5, window: 60_000, openFor: 2_000, probes: 1 };
  const rounds = 2_000;
  const from = performance.now();
  for (let round = 0; round < rounds; round += 1) {
    const call = { spec, id: String(round) };
    await breaker.leave(call, await breaker.enter(call), 'worked');
  }
  const ms = (performance.now() - from) / rounds;
  await store.close();
  return ms;
}

await main(Number(process.argv[2] ?? 1_000));

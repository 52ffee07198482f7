/** `npm run bench:cache [runs]`: how much repeated work the cache saves. See README.md. */
import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import { cacheFigures } from '../../src/records/cache-figures.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { print, printMachine } from '../shared/print.ts';
import { startService } from '../shared/service.ts';
import { openPlace, type Place } from '../shared/two-workers.ts';

/** Calls of a run, and what they ask for: some of it very often, most of it seldom. */
const CALLS = 100;
const THINGS = 100;
const AT_ONCE = 4;
/** Milliseconds that the service takes. */
const ANSWER = 50;

function definition(id: string, more: object): WorkflowDefinition {
  return {
    id,
    name: 'Repeated work',
    steps: [
      {
        id: 'each',
        type: 'forEach',
        items: '$things',
        parallel: true,
        maxConcurrency: 20,
        collect: 'none',
        steps: [{ id: 'ask', target: 'http', action: 'request', params: { url: '${ $url + "?thing=" + $item }' }, ...more }],
      },
    ],
  };
}

/** Of n things the first is asked for twice as often as the second, three times as often as the third, and so on. */
function things(seed: number): readonly number[] {
  let state = seed;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const weights = Array.from({ length: THINGS }, (_, index) => 1 / (index + 1));
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return Array.from({ length: CALLS }, () => {
    let left = random() * all;
    return weights.findIndex((weight) => (left -= weight) <= 0);
  });
}

async function work(
  place: Place,
  run: WorkflowDefinition,
  { url, runs }: { readonly url: string; readonly runs: number },
): Promise<number> {
  const from = performance.now();
  for (let begun = 0; begun < runs; begun += AT_ONCE) {
    const several = Array.from({ length: Math.min(AT_ONCE, runs - begun) }, (_, index) => things(begun + index + 1));
    const results = await Promise.all(several.map((asked) => place.stepwright.execute(run, { url, things: asked })));
    for (const { status, error } of results) if (status !== 'COMPLETED') throw new Error(`a run ended ${status}: ${error ?? ''}`);
  }
  return (performance.now() - from) / 1000;
}

async function main(runs: number): Promise<void> {
  const service = await startService(ANSWER);
  const place = await openPlace();
  try {
    const plain = await work(place, definition('plain', {}), { url: service.url, runs });
    print(`without cache: ${runs * CALLS} calls, ${service.calls} of the service, ${plain.toFixed(1)} s`);
    service.calls = 0;
    const cached = await work(place, definition('cached', { cache: { ttl: '10m' } }), { url: service.url, runs });
    const store = await openStore(place.store);
    const figures = (await cacheFigures(store)).find((each) => each.definition === 'cached');
    await store.close();
    const { hits = 0, misses = 0 } = figures ?? {};
    print(`with cache: ${hits + misses} calls, ${service.calls} of the service, ${cached.toFixed(1)} s`);
    print(`hit rate: ${((100 * hits) / (hits + misses)).toFixed(1)} % (goal: at least 80 %)`);
    printMachine(`store ${place.store.split(':')[0]}`, 'dev server in memory');
  } finally {
    await place.close();
    service.close();
  }
}

await main(Number(process.argv[2] ?? 20));

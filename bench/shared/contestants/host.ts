/** The process of one contestant: `host.ts MODULE SETTINGS`, asked by messages. Time is taken here. */
import type { ContestantModule, Load, Settings, Work } from './contestant.ts';
import type { Loaded, Reply, Request, Run } from './requests.ts';

const [, , module = '', settings = '{}'] = process.argv;
const { open } = (await import(module)) as ContestantModule;
const contestant = await open(JSON.parse(settings) as Settings);

async function answer(request: Request): Promise<Run | Loaded | null> {
  if ('work' in request) return request.load === undefined ? run(request.work) : load(request.work, request.load);
  await contestant.close();
  return null;
}

async function run(work: Work): Promise<Run> {
  const from = performance.now();
  const runId = await contestant.run(work);
  return { ms: performance.now() - from, runId };
}

async function load(work: Work, { atOnce, runs }: Load): Promise<Loaded> {
  const latencies: number[] = [];
  const from = performance.now();
  const used = process.cpuUsage();
  let left = runs;
  const client = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      latencies.push((await run(work)).ms);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, client));
  const { user, system } = process.cpuUsage(used);
  return { seconds: (performance.now() - from) / 1000, processor: (user + system) / 1000, latencies };
}

function send(reply: Reply): void {
  process.send?.(reply);
}

process.on('message', (request: Request) => {
  const { id } = request;
  answer(request).then(
    (value) => send({ id, value }),
    (error: unknown) => send({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
process.on('disconnect', () => process.exit());
send({ id: 0, value: null });

// What durable means, in three runs: an invoice, a worker that is killed, a failure that is undone. `npm run demo` starts it.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { connect, StepwrightError, type Run, type Stepwright } from 'stepwright';

import { say, startWorker, stepwright as command, type WorkerProcess } from './processes.ts';

const DATA = process.env['STEPWRIGHT_DATA'] ?? '.stepwright';
const INVOICE = 'examples/invoice/invoice.workflow.yaml';
const PAYOUT = 'examples/demo/payout.workflow.yaml';
const TRIP = 'examples/saga/saga.workflow.yaml';

/** Demos so far in this data folder, this one included: its runs are called by it. */
const number = linesOf('sheets/invoices.csv').length === 0 ? 1 : linesOf('sheets/invoices.csv').length;

async function main(): Promise<boolean> {
  let worker = await startWorker();
  const stepwright = await connect({ worker: false });
  try {
    const invoice = await fileAnInvoice();
    const killed = await surviveAKill(stepwright, worker);
    worker = killed.worker;
    const trip = await undoAFailure(stepwright);
    sayGoodbye(stepwright);
    return invoice && killed.asExpected && trip;
  } finally {
    await stepwright.close();
    await worker.stop();
  }
}

async function fileAnInvoice(): Promise<boolean> {
  heading('1. An invoice: a file, a row, a message');
  const invoice = `2025-${String(number).padStart(3, '0')}`;
  const code = await command([
    'run',
    INVOICE,
    '--id',
    `invoice-${invoice}`,
    '--input',
    '@examples/invoice/invoice.json',
    ...(number === 1 ? [] : ['--input', JSON.stringify({ number: invoice })]),
    '--input',
    'document=@examples/invoice/invoice.pdf',
  ]);
  return code === 0;
}

async function surviveAKill(
  stepwright: Stepwright,
  first: WorkerProcess,
): Promise<{ readonly worker: WorkerProcess; readonly asExpected: boolean }> {
  heading('2. The worker is killed in the middle of a run');
  const id = `payout-${number}`;
  const watching = command(['run', PAYOUT, '--id', id]);
  await started(stepwright.run(id), 'ask-bank');
  // Well into the action, so that it is cut off half-way.
  await sleep(700);
  await first.kill();
  say(`✖ worker (pid ${first.pid}) killed with SIGKILL; what it had done is in Temporal, the rest is waiting`);
  const worker = await startWorker();
  const completed = (await watching) === 0;
  const rows = linesOf('sheets/payouts.csv').filter((line) => line.includes(`${id},`));
  const messages = linesOf('slack/accounting.jsonl').filter((line) => line.includes(`${id}: four suppliers`));
  say(`  payments made: ${rows.length} of 4 · messages sent: ${messages.length} of 1`);
  const once = rows.length === 4 && messages.length === 1;
  if (once) say('✔ every effect once');
  return { worker, asExpected: completed && once };
}

/** Waits until a step of a run has started; the run may not be there yet. */
async function started(run: Run, step: string): Promise<void> {
  try {
    for await (const { type, path } of run.events()) if (type === 'step:started' && path === step) return;
  } catch (error) {
    if (!(error instanceof StepwrightError) || error.code !== 'RunNotFound') throw error;
    await sleep(50);
    await started(run, step);
  }
}

async function undoAFailure(stepwright: Stepwright): Promise<boolean> {
  heading('3. A run fails, and what it did is undone');
  const id = `trip-${number}`;
  await command(['run', TRIP, '--id', id, '--input', '{"traveller": "Ada", "cardWorks": false}']);
  const { status } = await stepwright.run(id).result();
  return status === 'ROLLED_BACK';
}

function sayGoodbye({ ui }: Stepwright): void {
  const input = '--input @examples/invoice/invoice.json --input document=@examples/invoice/invoice.pdf';
  say(`
Next: edit ${INVOICE} and run
  npx stepwright run ${INVOICE} ${input}
The runs stay${ui === undefined ? '' : ` (UI ${ui})`}: npx stepwright list · npx stepwright dev --stop ends the server`);
}

function heading(text: string): void {
  say(`\n${text}`);
}

/** Lines of a file of the data folder; none when it is not there. */
function linesOf(path: string): readonly string[] {
  const file = join(DATA, path);
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split(/\r?\n/) : [];
}

process.exitCode = (await main()) ? 0 : 1;

import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';

import * as z from 'zod';

import { StepwrightError } from '../../src/core/errors/stepwright-error.ts';
import { transformError } from '../../src/core/transform/jsonata.ts';

export const transformParams = z.object({ program: z.string(), input: z.unknown() });

/** Megabytes of heap that one transform may take. */
const HEAP_MB = 256;

/**
 * A program of the user's may loop, and its patterns may backtrack, for ever: only the end of its process stops it. (A thread
 * would do for that, but one that runs out of memory can take the whole worker with it, whatever its resource limits say.)
 */
const PROCESS = `
let given = '';
process.stdin.setEncoding('utf8').on('data', (part) => (given += part)).on('end', () => {
  const { jsonata, program, input } = JSON.parse(given);
  const answer = (value) => process.stdout.write(JSON.stringify(value));
  Promise.resolve().then(() => require(jsonata)(program).evaluate(input)).then(
    (result) => answer({ json: JSON.stringify(result) ?? 'null' }),
    ({ message, code }) => answer({ error: { message, code } }),
  );
});
`;

const JSONATA = createRequire(import.meta.url).resolve('jsonata');

type Answer = { readonly json: string } | { readonly error: { readonly message: string; readonly code?: string } };

/**
 * Runs a JSONata program in a process of its own, with an empty environment, which is killed with the signal.
 * @throws {StepwrightError} `ExpressionError` with the program's complaint, `ExpressionLimit` when it takes too much memory
 */
export async function transform({ program, input }: z.output<typeof transformParams>, signal: AbortSignal): Promise<unknown> {
  const answer = await answerOf(JSON.stringify({ jsonata: JSONATA, program, input }), signal);
  if ('error' in answer) throw transformError(answer.error);
  return JSON.parse(answer.json);
}

async function answerOf(given: string, signal: AbortSignal): Promise<Answer> {
  const child = spawn(process.execPath, [`--max-old-space-size=${HEAP_MB}`, '-e', PROCESS], { env: {}, stdio: ['pipe', 'pipe', 'ignore'] });
  const kill = () => child.kill('SIGKILL');
  if (signal.aborted) kill();
  signal.addEventListener('abort', kill, { once: true });
  try {
    // It may be gone before it has read all.
    child.stdin.on('error', () => undefined).end(given);
    const said = await text(child.stdout);
    signal.throwIfAborted();
    if (said === '') throw tooLarge();
    return JSON.parse(said) as Answer;
  } finally {
    signal.removeEventListener('abort', kill);
    kill();
  }
}

function tooLarge(): StepwrightError {
  return new StepwrightError('ExpressionLimit', `the transform takes more than ${HEAP_MB} MB of memory`, {
    class: 'permanent',
    hint: 'transform less data at a time, or write an action',
  });
}

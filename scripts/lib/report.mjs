// Progress of the scripts: one line per task with its duration; on a terminal a running task shows what it is doing.
const live = process.stderr.isTTY && process.env.CI === undefined;

/** Thrown for a failure that has been explained: no stack trace. */
export class Told extends Error {}

export function say(line) {
  process.stderr.write(`${line}\n`);
}

/**
 * Runs a task under a name; prints `✔ name (41 s)`. The task is given a function that shows what it does just now and may return text to be shown
 * instead of its name.
 */
export async function task(name, work) {
  const started = Date.now();
  logged = 0;
  try {
    const title = (await work((line) => show(name, line))) ?? name;
    clear();
    say(`✔ ${title}${duration(started)}`);
  } catch (error) {
    clear();
    say(`✘ ${name}${duration(started)}`);
    throw error;
  }
}

/** In a log every other second would be noise. */
const LOG_EVERY_MS = 15_000;
let logged = 0;

function show(name, line) {
  if (live) {
    clear();
    process.stderr.write(`… ${name}: ${line}`.slice(0, (process.stderr.columns ?? 80) - 1));
  } else if (Date.now() - logged >= LOG_EVERY_MS) {
    logged = Date.now();
    say(`  ${name}: ${line}`);
  }
}

function clear() {
  if (live) process.stderr.write('\r\u001B[K');
}

/** Nothing for what took no time. */
export function duration(since) {
  const seconds = (Date.now() - since) / 1000;
  if (seconds < 0.1) return '';
  return seconds < 10 ? ` (${seconds.toFixed(1)} s)` : ` (${Math.round(seconds)} s)`;
}

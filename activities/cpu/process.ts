import { Worker } from 'node:worker_threads';

import type { Usage } from '../../src/core/run/usage.ts';
import type { CpuFunction } from '../../src/core/target/target.ts';
import { TYPESCRIPT, type CpuAnswer, type CpuCall, type CpuOutcome } from './call.ts';

/**
 * A process that runs one CPU function at a time in a thread, and watches it from outside that thread: a busy thread can't watch
 * itself, and memory outside its heap has no other limit. The thread's own limit comes first for what fills the heap.
 */

/** Milliseconds between two looks. */
const LOOK = 20;
/** Bytes of the process beside what the function holds: Node, the thread, garbage not collected yet. */
const ASIDE = 96 * 1024 * 1024;
const MEGABYTE = 1024 * 1024;

/** `.ts` when run from the sources. */
const EXTENSION = import.meta.url.endsWith('.ts') ? 'ts' : 'js';

type End = CpuOutcome | { readonly limit: 'memory' | 'cpuTime' };

let thread: Worker | undefined;
/** Of the call under way. */
let end: (how: End) => void = () => undefined;

process.on('message', ({ function: cpu, params }: CpuCall) => {
  thread ??= threadFor(cpu);
  const meter = new Meter();
  const timer = setInterval(() => {
    const limit = meter.look(cpu);
    if (limit !== undefined) end({ limit });
  }, LOOK);
  end = (how) => {
    clearInterval(timer);
    end = () => undefined;
    const answer: CpuAnswer = { ...how, usage: meter.usage() };
    process.send?.(answer);
  };
  thread.postMessage(params);
});

// The worker is gone: nobody waits for the result.
process.on('disconnect', () => process.exit());

function threadFor(cpu: CpuFunction): Worker {
  const program = new URL(`./thread.${EXTENSION}`, import.meta.url);
  const typed = EXTENSION === 'ts' || TYPESCRIPT.test(cpu.module);
  const worker = new Worker(typed ? withTypeScript(program) : program, {
    workerData: cpu,
    resourceLimits: { maxOldGenerationSizeMb: cpu.memory },
  });
  worker.on('message', (outcome: CpuOutcome) => end(outcome));
  const over = (how: End): void => {
    if (thread !== worker) return;
    // The next call has a fresh one.
    thread = undefined;
    end(how);
  };
  worker.on('error', ({ name, message, code }: Error & { readonly code?: string }) =>
    over(code === 'ERR_WORKER_OUT_OF_MEMORY' ? { limit: 'memory' } : { thrown: { name, message } }),
  );
  worker.on('exit', () => over({ thrown: { name: 'Error', message: 'the function ended its thread' } }));
  return worker;
}

/** What the process itself has been taught its threads don't know. */
function withTypeScript(program: URL): URL {
  const tsx = import.meta.resolve('tsx/esm/api');
  const source = `import { register } from ${JSON.stringify(tsx)}; register(); await import(${JSON.stringify(program.href)});`;
  return new URL(`data:text/javascript,${encodeURIComponent(source)}`);
}

/** What one call takes. */
class Meter {
  readonly #cpu = process.cpuUsage();
  /** Kilobytes, over the life of the process. */
  readonly #highest = process.resourceUsage().maxRSS;
  #seen = process.memoryUsage.rss();

  look({ memory, cpuTime }: CpuFunction): 'memory' | 'cpuTime' | undefined {
    this.#seen = Math.max(this.#seen, process.memoryUsage.rss());
    if (this.#seen > memory * MEGABYTE + ASIDE) return 'memory';
    return cpuTime !== undefined && this.#ms() > cpuTime ? 'cpuTime' : undefined;
  }

  /** A peak between two looks is known when it is the highest there ever was. */
  usage(): Usage {
    const highest = process.resourceUsage().maxRSS;
    const memory = highest > this.#highest ? highest * 1024 : Math.max(this.#seen, process.memoryUsage.rss());
    return { cpu: Math.round(this.#ms()), memory };
  }

  #ms(): number {
    const { user, system } = process.cpuUsage(this.#cpu);
    return (user + system) / 1000;
  }
}

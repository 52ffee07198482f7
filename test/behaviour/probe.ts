import type { ErrorClass } from '../../src/core/errors/error-class.ts';
import { StepwrightError } from '../../src/core/errors/stepwright-error.ts';

/** What a call of `probe` is told to do, in this order: sleep or hold, fail, give a result. */
export interface ProbeParams {
  readonly result?: unknown;
  /** Milliseconds; a list has one for each attempt. */
  readonly sleep?: number | readonly number[];
  /** Waits until the test releases its path; virtual time stands still meanwhile. */
  readonly hold?: boolean;
  /** Never ends once its signal was aborted. */
  readonly deaf?: boolean;
  readonly fail?: {
    /** Attempts that fail. Default: all. */
    readonly times?: number;
    readonly class?: ErrorClass;
    readonly code?: string;
    readonly message?: string;
    readonly retryAfter?: number;
    readonly details?: unknown;
  };
}

/** One attempt of a call, as the action saw it. */
export interface ProbeCall {
  readonly path: string;
  readonly action: string;
  readonly attempt: number;
  readonly idempotencyKey: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Order among everything that probes saw of this run, and of those that belong to it. */
  readonly began: number;
  ended?: number;
  aborted?: boolean;
}

/** What both runtimes give an action. */
export interface ProbeContext {
  readonly attempt: number;
  readonly path: string;
  readonly idempotencyKey: string;
  readonly signal: AbortSignal;
  sleep(ms: number): Promise<void>;
}

/** Numbers what happens, so that the calls of several runs can be put in order. */
export class Moments {
  #last = 0;

  next(): number {
    return (this.#last += 1);
  }
}

/** Records every call of one run and lets the test hold and release them. */
export class Probe {
  readonly calls: ProbeCall[] = [];
  readonly #moments: Moments;
  readonly #watchers: (() => void)[] = [];
  readonly #releases = new Map<string, () => void>();
  readonly #released = new Set<string>();

  constructor(moments = new Moments()) {
    this.#moments = moments;
  }

  async call(action: string, params: Readonly<Record<string, unknown>>, ctx: ProbeContext): Promise<unknown> {
    const call: ProbeCall = {
      path: ctx.path,
      action,
      attempt: ctx.attempt,
      idempotencyKey: ctx.idempotencyKey,
      params,
      began: this.#moments.next(),
    };
    this.calls.push(call);
    this.#tell();
    ctx.signal.addEventListener('abort', () => {
      call.aborted = true;
      this.#tell();
    });
    try {
      return await this.#perform(params, ctx);
    } finally {
      call.ended = this.#moments.next();
      this.#tell();
    }
  }

  /** Paths in the order in which their calls began, first attempts only. */
  get started(): readonly string[] {
    return this.calls.filter((call) => call.attempt === 1).map((call) => call.path);
  }

  /** How many calls were at work at one moment, at most. */
  get mostAtOnce(): number {
    const atWork = this.calls.map(
      ({ began }) => this.calls.filter((call) => call.began <= began && (call.ended ?? Infinity) > began).length,
    );
    return Math.max(0, ...atWork);
  }

  of(path: string): readonly ProbeCall[] {
    return this.calls.filter((call) => call.path === path);
  }

  /** Resolves when a call of the path has begun. */
  begun(path: string, attempt = 1): Promise<ProbeCall> {
    return this.when((call) => call.path === path && call.attempt === attempt);
  }

  aborted(path: string): Promise<ProbeCall> {
    return this.when((call) => call.path === path && call.aborted === true);
  }

  /** Lets a held call go on; one that comes later is not held at all. */
  release(path: string): void {
    this.#released.add(path);
    this.#releases.get(path)?.();
  }

  when(fits: (call: ProbeCall) => boolean): Promise<ProbeCall> {
    return new Promise((resolve) => {
      const look = () => {
        const found = this.calls.find(fits);
        if (found === undefined) return;
        this.#watchers.splice(this.#watchers.indexOf(look), 1);
        resolve(found);
      };
      this.#watchers.push(look);
      look();
    });
  }

  #tell(): void {
    for (const look of this.#watchers.slice()) look();
  }

  async #perform({ sleep, hold, deaf, fail, result }: ProbeParams, ctx: ProbeContext): Promise<unknown> {
    const pause = typeof sleep === 'number' ? sleep : (sleep?.[ctx.attempt - 1] ?? 0);
    if (pause > 0) await ctx.sleep(pause).catch((error: unknown) => (deaf === true ? forEver() : Promise.reject(error)));
    if (hold === true && !this.#released.has(ctx.path)) await this.#held(ctx);
    if (fail !== undefined && ctx.attempt <= (fail.times ?? Number.POSITIVE_INFINITY)) {
      const { class: errorClass = 'transient', code = 'ProbeFailed', message = `${ctx.path} failed`, retryAfter, details } = fail;
      throw new StepwrightError(code, message, {
        class: errorClass,
        ...(retryAfter === undefined ? {} : { retryAfter }),
        ...(details === undefined ? {} : { details }),
      });
    }
    return result;
  }

  #held({ path, signal }: ProbeContext): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#releases.set(path, resolve);
      signal.addEventListener('abort', () => reject(new StepwrightError('Cancelled', 'aborted', { class: 'cancelled' })));
    });
  }
}

/** The probes of runs that belong together, by run id. */
export class Probes {
  readonly #moments = new Moments();
  readonly #byRun = new Map<string, Probe>();

  of(runId: string): Probe {
    const probe = this.#byRun.get(runId) ?? new Probe(this.#moments);
    this.#byRun.set(runId, probe);
    return probe;
  }
}

function forEver(): Promise<never> {
  return new Promise(() => undefined);
}

export const PROBE_ACTIONS = ['call', 'undo', 'look'] as const;

import type { Run } from '../client/api.ts';
import type { WorkflowEvent } from '../core/run/events.ts';
import { present } from '../core/present.ts';
import type { StepStatus } from '../core/run/status.ts';
import { crowdedLoop, LoopCounts } from './loop-counts.ts';
import { oneLine, renderStepLine } from './render/step-line.ts';
import type { Columns } from './render/step-line.ts';
import { whereOf } from './render/where.ts';
import type { Colors } from './terminal.ts';
import type { WaitingSteps } from './waiting-steps.ts';

export interface LiveViewOptions {
  readonly write: (text: string) => void;
  readonly colors: Colors;
  /** The last line may be rewritten: what runs just now is shown there. */
  readonly rewrites: boolean;
  readonly columns: Columns;
  /** Root of the `file` target. */
  readonly filesDir: string;
  readonly waiting: WaitingSteps;
}

const STATUS_OF_EVENT: Readonly<Partial<Record<WorkflowEvent['type'], StepStatus>>> = {
  'step:completed': 'COMPLETED',
  'step:failed': 'FAILED',
  'step:skipped': 'SKIPPED',
  'step:waiting': 'WAITING',
  'rollback:step': 'ROLLED_BACK',
};

const REMARKS: Readonly<Partial<Record<WorkflowEvent['type'], string>>> = {
  'workflow:paused': 'paused',
  'workflow:resumed': 'resumed',
  'rollback:started': 'rolling back',
};

/** What is not told of each of many iterations. */
const NO_NEWS: ReadonlySet<StepStatus> = new Set(['COMPLETED', 'SKIPPED', 'WAITING']);

/** Results are asked for at most this often, so that a long run is not slowed down by being watched. */
const MOST_LOOK_UPS = 50;
/** Clears the line the cursor is in. */
const CLEAR_LINE = '\r\u001B[2K';

/** A run's events as lines, one per step that ended. */
export class LiveView {
  readonly #options: LiveViewOptions;
  readonly #running = new Map<string, string>();
  readonly #loops = new LoopCounts();
  /** Loops of which it was said that their further iterations are not shown. */
  readonly #quiet = new Set<string>();
  #lookUps = 0;
  #where = new Map<string, string>();
  #hasTransient = false;

  constructor(options: LiveViewOptions) {
    this.#options = options;
  }

  /** Shows one event; `run` is asked where a completed step wrote something. */
  async show(event: WorkflowEvent, run: Run): Promise<void> {
    const { path, type } = event;
    const ofStep = path !== undefined && type !== 'workflow:notice';
    if (ofStep) {
      if (type === 'step:started') this.#running.set(path, event.stepName ?? path);
      else this.#running.delete(path);
    }
    const line = ofStep ? await this.#stepLine(event, path, run) : this.#remark(event);
    if (line !== undefined) this.line(line);
    else this.#showRunning();
  }

  /** A line of its own among the others. */
  line(text: string): void {
    this.#clear();
    this.#options.write(`${text}\n`);
    this.#showRunning();
  }

  /** Takes away what is only shown for the moment. */
  end(): void {
    this.#running.clear();
    this.#clear();
  }

  #remark(event: WorkflowEvent): string | undefined {
    const { yellow, red } = this.#options.colors;
    const { notice, path, error } = event;
    const remark = REMARKS[event.type] ?? notice;
    if (remark === undefined) return undefined;
    const where = path === undefined ? '' : ` · ${path}`;
    return `  ${yellow(`${remark}${where}`)}${error === undefined ? '' : `  ${red(oneLine(error))}`}`;
  }

  async #stepLine(event: WorkflowEvent, path: string, run: Run): Promise<string | undefined> {
    const status = STATUS_OF_EVENT[event.type];
    const iterations = this.#loops.note(path, status !== undefined && status !== 'WAITING');
    if (status === undefined) return undefined;
    const waitsFor = status === 'WAITING' ? await this.#options.waiting.waitsFor(event, run) : undefined;
    const crowded = NO_NEWS.has(status) && waitsFor === undefined ? crowdedLoop(path) : undefined;
    if (crowded !== undefined) return this.#hush(crowded);
    const where = status === 'COMPLETED' ? await this.#whereOf(path, run) : undefined;
    const { stepName, duration, attempts, cached, error } = event;
    const line = {
      // A rollback that failed is told by its error.
      status: status === 'ROLLED_BACK' && error !== undefined ? 'FAILED' : status,
      path,
      name: stepName ?? path,
      ...(duration === undefined ? {} : { duration }),
      ...(attempts === undefined ? {} : { attempts }),
      ...present({ cached, where, waitsFor, iterations }),
      ...(error === undefined ? {} : { error }),
    } as const;
    return renderStepLine(line, this.#options.columns, this.#options.colors);
  }

  /** A loop is not a wall of text. */
  #hush(loop: string): string | undefined {
    if (this.#quiet.has(loop)) return undefined;
    this.#quiet.add(loop);
    return this.#options.colors.dim(`  ${loop}: of further iterations only what fails is shown`);
  }

  /** Events carry no results; one look at the run's state serves all steps completed so far. Steps in loops are not in it. */
  async #whereOf(path: string, run: Run): Promise<string | undefined> {
    const known = this.#where.get(path);
    if (known !== undefined || /[[#]/.test(path) || this.#lookUps >= MOST_LOOK_UPS) return known;
    this.#lookUps += 1;
    try {
      const { steps } = await run.state();
      this.#where = new Map(steps.flatMap((step) => entry(step.path, whereOf(step.result?.data, this.#options.filesDir))));
    } catch {
      // The run has ended and nobody answers for it any more: the line does without.
    }
    return this.#where.get(path);
  }

  #showRunning(): void {
    if (!this.#options.rewrites) return;
    this.#clear();
    if (this.#running.size === 0) return;
    const names = [...this.#running.keys()];
    const shown = names.slice(0, 3).join(', ');
    this.#options.write(this.#options.colors.dim(`  ▸ ${shown}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`));
    this.#hasTransient = true;
  }

  #clear(): void {
    if (this.#hasTransient) this.#options.write(CLEAR_LINE);
    this.#hasTransient = false;
  }
}

function entry(path: string, where: string | undefined): [string, string][] {
  return where === undefined ? [] : [[path, where]];
}

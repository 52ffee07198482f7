import type { Run } from '../client/api.ts';
import type { WorkflowEvent } from '../core/run/events.ts';
import type { StepStatus } from '../core/run/status.ts';
import { renderStepLine } from './render/step-line.ts';
import type { Columns } from './render/step-line.ts';
import { whereOf } from './render/where.ts';
import type { Colors } from './terminal.ts';

export interface LiveViewOptions {
  readonly write: (text: string) => void;
  readonly colors: Colors;
  /** The last line may be rewritten: what runs just now is shown there. */
  readonly rewrites: boolean;
  readonly columns: Columns;
  /** Root of the `file` target. */
  readonly filesDir: string;
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

/** Results are asked for at most this often, so that a long run is not slowed down by being watched. */
const MOST_LOOK_UPS = 50;
/** Clears the line the cursor is in. */
const CLEAR_LINE = '\r\u001B[2K';

/** A run's events as lines, one per step that ended. */
export class LiveView {
  readonly #options: LiveViewOptions;
  readonly #running = new Map<string, string>();
  #lookUps = 0;
  #where = new Map<string, string>();
  #hasTransient = false;

  constructor(options: LiveViewOptions) {
    this.#options = options;
  }

  /** Shows one event; `run` is asked where a completed step wrote something. */
  async show(event: WorkflowEvent, run: Run): Promise<void> {
    const { path } = event;
    if (path !== undefined) {
      if (event.type === 'step:started') this.#running.set(path, event.stepName ?? path);
      else this.#running.delete(path);
    }
    const line = path === undefined ? this.#remark(event) : await this.#stepLine(event, path, run);
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
    const remark = REMARKS[event.type];
    return remark === undefined ? undefined : `  ${this.#options.colors.yellow(remark)}`;
  }

  async #stepLine(event: WorkflowEvent, path: string, run: Run): Promise<string | undefined> {
    const status = STATUS_OF_EVENT[event.type];
    if (status === undefined) return undefined;
    const where = status === 'COMPLETED' ? await this.#whereOf(path, run) : undefined;
    const { stepName, duration, attempts, error } = event;
    const line = {
      // A rollback that failed is told by its error.
      status: status === 'ROLLED_BACK' && error !== undefined ? 'FAILED' : status,
      path,
      name: stepName ?? path,
      ...(duration === undefined ? {} : { duration }),
      ...(attempts === undefined ? {} : { attempts }),
      ...(where === undefined ? {} : { where }),
      ...(error === undefined ? {} : { error }),
    } as const;
    return renderStepLine(line, this.#options.columns, this.#options.colors);
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

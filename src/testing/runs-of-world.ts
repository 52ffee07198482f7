import type { RunControl } from '../core/interpreter/interpreter.ts';
import { isOver } from '../core/run/status.ts';
import type { RunsInPlaces } from '../records/places.ts';
import type { InMemoryRuntime } from './in-memory-runtime.ts';

/** The runs of a world, told as signals tell them: by deliveries of their own. */
export class RunsOfWorld implements RunsInPlaces {
  readonly #world: InMemoryRuntime;

  constructor(world: InMemoryRuntime) {
    this.#world = world;
  }

  isOpen(runId: string): Promise<boolean> {
    return Promise.resolve(this.#open(runId) !== undefined);
  }

  call(runId: string): Promise<boolean> {
    const control = this.#open(runId);
    if (control !== undefined) this.#world.deliver(() => control.admit());
    return Promise.resolve(control !== undefined);
  }

  cancel(runId: string, reason: string): Promise<void> {
    const control = this.#open(runId);
    if (control !== undefined) this.#world.deliver(() => void control.cancel({ reason }));
    return Promise.resolve();
  }

  #open(runId: string): RunControl | undefined {
    const control = this.#world.runs.get(runId);
    return control === undefined || isOver(control.status()) ? undefined : control;
  }
}

import type { WorkflowDefinition } from '../definition/workflow-definition.ts';
import type { DetailLine } from '../run/details.ts';
import type { TrailEntry, WorkflowEventType } from '../run/events.ts';
import type { StepStatus } from '../run/status.ts';
import type { PartitionedLoop, TrailPage } from '../run/wire.ts';
import type { Frame, RunNames } from './frame.ts';
import type { RunObserver } from './observer.ts';
import type { RunInfo, StepPlace } from './run-context.ts';
import type { Runtime } from './runtime.ts';
import { sightOf } from './sight.ts';
import type { Snapshot } from './snapshot.ts';
import { STEP_EVENTS, Trail } from './trail.ts';

/** Steps shown in Temporal's UI. */
const RECENT = 20;

/** What is told of. */
interface Told extends RunNames {
  readonly definition: WorkflowDefinition;
  readonly info: RunInfo;
  readonly runtime: Runtime;
}

/** Tells what happens in a run: in its trail, in Temporal's UI, and to whoever watches. */
export class Teller {
  readonly #run: Told;
  readonly #trail: Trail;
  readonly #observer: RunObserver | undefined;
  /** Paths touched last, the newest at the end. */
  #recent: readonly string[] = [];

  constructor(
    run: Told,
    { observer, trail }: { readonly observer: RunObserver | undefined; readonly trail: Snapshot['trail'] | undefined },
  ) {
    this.#run = run;
    this.#observer = observer;
    this.#trail = new Trail(trail);
  }

  event(type: WorkflowEventType, fields: Partial<TrailEntry> = {}, frame?: Frame): void {
    const entry = this.#trail.append({ type, at: this.#run.runtime.now(), ...fields });
    this.#observer?.happened(entry, () => sightOf(this.#run, entry.path, frame));
    this.#run.runtime.changed();
  }

  /** A step has a new status, which the journal knows. */
  step({ path, frame }: StepPlace, status: StepStatus, fields: Partial<TrailEntry>): void {
    const entry = this.#run.journal.get(path);
    const type = STEP_EVENTS[status];
    if (entry === undefined || type === undefined) return;
    this.#recent = [...this.#recent.filter((each) => each !== path), path].slice(-RECENT);
    this.event(type, { path, stepId: entry.stepId, stepName: entry.stepName, status, ...fields }, frame);
  }

  /** The steps of a loop are in the trails of the child runs that execute it. */
  partition(loop: PartitionedLoop): void {
    this.#trail.partition(loop);
  }

  page(since: number): TrailPage {
    const { definition, info } = this.#run;
    return this.#trail.page(since, {
      workflowName: definition.name,
      ...(info.earlier === undefined ? {} : { earlier: info.earlier }),
    });
  }

  recent(): readonly DetailLine[] {
    return this.#recent.flatMap((path) => this.#run.journal.get(path) ?? []);
  }

  /** What goes along into a fresh history. */
  state(): Snapshot['trail'] {
    return this.#trail.state();
  }
}

import type { Failure } from '../errors/failure.ts';
import type { WorkflowStatus } from '../run/status.ts';
import { childOf, type Child, type InputOption } from './child-options.ts';
import type { Condition } from './expressions.ts';
import type { Ref } from './reference.ts';
import type { Renderer } from './render.ts';
import { fixed, type RunFacts } from './roots.ts';
import { fieldsOf, writeSteps } from './step-fields.ts';
import type { Draft, StepLists } from './step-lists.ts';
import { Steps } from './steps.ts';

/** What a run knows of itself when it has ended. */
export interface EndedRun extends RunFacts {
  readonly status: WorkflowStatus;
  readonly error: Failure | null;
  readonly output: unknown;
}

/** What follows a run. */
export type ChainOptions<I> = InputOption<I> & {
  /** @default that the run COMPLETED */
  readonly when?: Condition;
};

interface Chained {
  readonly child: Child<unknown, unknown>;
  readonly options: { readonly input?: unknown; readonly when?: Condition };
}

/** What a definition says of the end of a run, while it is built. */
export class Endings {
  readonly last: Draft[] = [];
  readonly chained: Chained[] = [];

  write(write: Renderer): { readonly finally: unknown; readonly onComplete: unknown } {
    const chained = this.chained.map(({ child, options: { input, when } }) =>
      fieldsOf({ workflow: nameOf(child), input: write.value(input), when: when === undefined ? undefined : write.condition(when) }),
    );
    return {
      finally: this.last.length === 0 ? undefined : writeSteps(this.last, write),
      onComplete: chained.length === 0 ? undefined : chained,
    };
  }
}

/** Adds steps to a definition, and says what comes at the end of a run. */
export class WorkflowSteps extends Steps {
  readonly #lists: StepLists;
  readonly #endings: Endings;

  constructor(lists: StepLists, endings: Endings) {
    super(lists);
    this.#lists = lists;
    this.#endings = endings;
  }

  /** Adds steps that run last, however the run ends. */
  finally(body: (run: Ref<EndedRun>) => unknown): void {
    this.#endings.last.push(...this.#lists.fill(() => body(fixed('run'))).drafts);
  }

  /** Starts a published definition when the run is done. */
  onComplete<I>(child: Child<I, unknown>, options: (run: Ref<EndedRun>) => ChainOptions<I>): void {
    this.#endings.chained.push({ child, options: options(fixed('run')) });
  }
}

/** A definition is started by its id: it has to be published. */
function nameOf(child: Child<unknown, unknown>): string {
  const definition = childOf(child);
  return typeof definition === 'string' ? definition : definition.id;
}

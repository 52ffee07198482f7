import type { Step } from '../definition/step.ts';
import { contextExpression, contextParameter } from './context-expression.ts';
import type { NeededActions } from './needed-actions.ts';
import { refuseCycles, StepNames } from './step-names.ts';
import { retryOf } from './trailhead-retry.ts';
import type { TrailheadStep } from './trailhead-schema.ts';
import { extensionsOf, given, type Translation } from './translation.ts';

const LOOP_VARIABLES = ['item', 'item2', 'item3', 'index'];

const WHOLE_VALUE = /^(?:\$[\w-]+(?:\.\w+|\[[^\]]*\])*|\$\{.*\})$/s;

/** A step on its way. */
interface Place {
  readonly step: TrailheadStep;
  readonly id: string;
  /** Where it is in the source, and where in the definition. */
  readonly pointer: string;
  readonly target: string;
  /** What it is given to know: results of steps by their ids, and inside a loop the item. */
  readonly dependencies: readonly string[];
  /** Variables of the loops around it. */
  readonly loops: readonly string[];
}

/** The steps of a `@trailhead/workflows` workflow in our language. */
export class TrailheadSteps {
  readonly #steps: readonly TrailheadStep[];
  readonly #translation: Translation;
  readonly #actions: NeededActions;
  readonly #names: StepNames;
  /** What the source calls the steps, by their ids. */
  readonly #called = new Map<string, string>();

  constructor(steps: readonly TrailheadStep[], to: { readonly translation: Translation; readonly actions: NeededActions }) {
    this.#steps = steps;
    this.#translation = to.translation;
    this.#actions = to.actions;
    const loops = steps.some(({ stepTemplate }) => stepTemplate !== undefined);
    this.#names = new StepNames(to.translation, loops ? LOOP_VARIABLES : []);
  }

  translated(): readonly Step[] {
    const numbered = this.#steps.map((step, i) => {
      const pointer = `/steps/${i}`;
      const name = this.#nameOf(step, pointer);
      const id = this.#names.add(name);
      this.#called.set(id, name.called);
      return { step, pointer, id, called: name.called };
    });
    const pointers = new Map(numbered.map(({ id, pointer }) => [id, pointer]));
    const places = numbered.map((each): Place => {
      const { step, called, pointer } = each;
      const dependencies = this.#names.dependencies({ called, pointer, dependencies: step.dependencies ?? [] });
      return { ...each, target: pointer, dependencies, loops: [] };
    });
    const dependencies = new Map(places.map(({ id, dependencies }) => [id, dependencies]));
    refuseCycles(dependencies, (id) => pointers.get(id) ?? '/steps', this.#translation);
    return places.map((place) => this.#step(place));
  }

  #nameOf(step: TrailheadStep, pointer: string): { readonly called: string; readonly pointer: string; readonly unique: boolean } {
    const called = step.id ?? step.name ?? step.execute;
    if (called === undefined) this.#refuse('MissingField', pointer, 'a step needs an "id", or a "name" to make one from');
    return { called: called ?? 'step', pointer: `${pointer}/${step.id === undefined ? 'name' : 'id'}`, unique: step.id !== undefined };
  }

  #step(place: Place): Step {
    const { step, id, pointer, target, dependencies, loops } = place;
    this.#translation.from(target, pointer);
    this.#translation.from(`${target}/dependsOn`, `${pointer}/dependencies`);
    this.#translation.from(`${target}/when`, `${pointer}/condition`);
    for (const field of ['onSkip', 'timeout']) this.#translation.from(`${target}/${field}`, `${pointer}/${field}`);
    const { name, description, condition, onSkip, timeout, items } = step;
    if (step.type === 'CONDITIONAL' && condition === undefined)
      this.#refuse('MissingField', pointer, 'a CONDITIONAL step needs a "condition"');
    return given({
      id,
      name: name === id ? undefined : name,
      description,
      dependsOn: loops.length > 0 || dependencies.length === 0 ? undefined : dependencies,
      when: typeof condition === 'string' ? this.#expression(condition) : condition,
      onSkip,
      timeout,
      ...(items === undefined && step.type !== 'LOOP' ? this.#call(place) : this.#loop(place)),
      ...extensionsOf(step),
    }) as unknown as Step;
  }

  #call({ step, pointer, target, dependencies, loops }: Place): object {
    for (const field of ['stepTemplate', 'parallelExecution', 'batchSize'] as const) {
      if (step[field] !== undefined) this.#refuse('MissingField', pointer, `a step with "${field}" is a loop: it needs "items"`);
    }
    for (const field of ['action', 'target']) this.#translation.from(`${target}/${field}`, `${pointer}/execute`);
    for (const field of ['params', 'retry'])
      this.#translation.from(`${target}/${field}`, `${pointer}/${field === 'retry' ? 'retries' : field}`);
    if (step.execute === undefined) this.#refuse('MissingField', pointer, 'a step needs "execute": the name of the function that does it');
    const knows = this.#actions.areFunctions ? this.#contextOf(dependencies, loops) : undefined;
    return {
      target: this.#actions.target,
      action: step.execute === undefined ? undefined : this.#actions.named(step.execute, `${pointer}/execute`),
      params: step.params ?? knows,
      retry: step.retries === undefined ? undefined : retryOf(step.retries, `${pointer}/retries`, this.#translation),
    };
  }

  /** What the source's functions read from their context, as far as data can say it: the input, and the results of what the step depends on. */
  #contextOf(dependencies: readonly string[], loops: readonly string[]): object {
    const item = loops.at(-1);
    return {
      ...(item === undefined ? {} : { item: `$${item}`, index: '$index' }),
      initialContext: '$input',
      ...(dependencies.length === 0
        ? {}
        : { stepResults: Object.fromEntries(dependencies.map((id) => [this.#called.get(id) ?? id, `$${id}`])) }),
    };
  }

  #loop(place: Place): object {
    const { step, pointer, target, loops } = place;
    const { items, stepTemplate, parallelExecution = false, batchSize } = step;
    if (items === undefined) this.#refuse('MissingField', pointer, 'a LOOP needs "items": a list, or an expression that gives one');
    for (const field of ['execute', 'params', 'retries'] as const) {
      if (step[field] !== undefined)
        this.#refuse('InvalidValue', `${pointer}/${field}`, `a loop has no "${field}": its "stepTemplate" has`);
    }
    if (batchSize !== undefined)
      this.#translation.note(
        `${pointer}/batchSize`,
        parallelExecution
          ? `it is maxConcurrency here: at most ${batchSize} at once, and the next begins as soon as one has ended`
          : 'it has no effect without parallelExecution: items come one after the other',
      );
    const as = `item${loops.length === 0 ? '' : loops.length + 1}`;
    if (loops.length > 0) this.#translation.note(`${pointer}/items`, `the item of this inner loop is $${as}`);
    this.#translation.from(`${target}/items`, `${pointer}/items`);
    return {
      type: 'forEach',
      items: typeof items === 'string' ? this.#items(items, pointer) : items,
      as: as === 'item' ? undefined : as,
      parallel: parallelExecution ? true : undefined,
      maxConcurrency: parallelExecution ? batchSize : undefined,
      steps: stepTemplate === undefined ? this.#noTemplate(pointer) : [this.#template(place, stepTemplate, as)],
    };
  }

  #noTemplate(pointer: string): readonly Step[] {
    this.#refuse('MissingField', pointer, 'a loop needs "stepTemplate": the step for each item');
    return [];
  }

  #template({ id, pointer, target, dependencies, loops }: Place, step: TrailheadStep, as: string): Step {
    const below = `${pointer}/stepTemplate`;
    if ((step.dependencies ?? []).length > 0)
      this.#refuse(
        'InvalidValue',
        `${below}/dependencies`,
        'the step of a loop depends on nothing: put it into the "dependencies" of the loop',
      );
    return this.#step({
      step,
      id: this.#names.reserve(step.id ?? step.name ?? `${id}-item`),
      pointer: below,
      target: `${target}/steps/0`,
      dependencies,
      loops: [...loops, as],
    });
  }

  #items(items: string, pointer: string): string {
    const expression = this.#expression(items);
    if (!expression.includes('$'))
      this.#refuse('InvalidValue', `${pointer}/items`, 'it must be a list, or an expression that gives one, such as $order.lines');
    // Alone, a reference or a wrapped expression keeps its type; anything else would be a text with a list inserted.
    return WHOLE_VALUE.test(expression) ? expression : `\${ ${expression} }`;
  }

  #expression(source: string): string {
    return contextExpression(
      source,
      contextParameter((called) => this.#names.idOf(called)),
    );
  }

  #refuse(code: 'MissingField' | 'InvalidValue', pointer: string, message: string): void {
    this.#translation.refuse({ code, pointer, message });
  }
}

import { toFailure } from '../errors/stepwright-error.ts';
import type { Environment } from '../expression/environment.ts';
import { Evaluator } from '../expression/evaluator.ts';
import { Frame } from './frame.ts';
import type { Evaluated, RunObserver } from './observer.ts';

/** An evaluator that is watched where somebody watches expressions. */
export function evaluatorFor(names: ReadonlySet<string>, observer: RunObserver | undefined): Evaluator {
  const tell = observer?.evaluated;
  return tell === undefined ? new Evaluator(names) : new ObservedEvaluator(names, tell);
}

/** Tells what each text and each expression gave: evaluates them once more, which costs time and changes nothing. */
class ObservedEvaluator extends Evaluator {
  readonly #tell: (evaluated: Evaluated) => void;

  constructor(names: ReadonlySet<string>, tell: NonNullable<RunObserver['evaluated']>) {
    super(names);
    this.#tell = tell;
  }

  override resolve(value: unknown, env: Environment): unknown {
    for (const text of textsIn(value)) this.#watch(text, env, () => super.resolve(text, env));
    return super.resolve(value, env);
  }

  override evaluate(source: string, env: Environment): unknown {
    return this.#watch(source, env, () => super.evaluate(source, env));
  }

  override condition(source: string | boolean, env: Environment): boolean {
    return this.#watch(String(source), env, () => super.condition(source, env));
  }

  #watch<T>(source: string, env: Environment, evaluate: () => T): T {
    const path = env instanceof Frame ? env.path : '';
    try {
      const value = evaluate();
      this.#tell({ path, source, value });
      return value;
    } catch (error) {
      this.#tell({ path, source, error: toFailure(error).message });
      throw error;
    }
  }
}

/** The texts in a value that refer to something. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.includes('$') ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

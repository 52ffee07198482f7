import { StepwrightError } from '../../src/core/errors/stepwright-error.ts';
import type { AnyAction } from '../../src/core/target/target.ts';

/**
 * Params as the action's schema gives them.
 * @throws StepwrightError `InvalidParams` that names every param that does not fit
 */
export async function parseParams(action: AnyAction, params: unknown, name: string): Promise<never> {
  const parsed = await action.params.safeParseAsync(params);
  // The action's own type of params is what its schema gives.
  if (parsed.success) return parsed.data as never;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.length === 0 ? 'params' : path.map(String).join('.')}: ${message}`,
  );
  throw new StepwrightError('InvalidParams', `${name}: ${problems.join('; ')}`, {
    class: 'validation',
    hint: `"stepwright targets" lists the params of ${name}`,
  });
}

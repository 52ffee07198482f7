import { StepwrightError } from '../../src/core/errors/stepwright-error.ts';
import type { Registry } from '../../src/core/target/registry.ts';

/** Names told in full; the rest is counted. */
const MOST_NAMES = 20;

/** Why a worker can't run an activity it was asked for; `call` is the envelope where there is one. */
export function unknownAction(
  registry: Registry,
  activityType: string,
  call: { readonly target?: unknown; readonly action?: unknown } | undefined,
): StepwrightError {
  const dot = activityType.indexOf('.');
  const target = typeof call?.target === 'string' ? call.target : activityType.slice(0, dot === -1 ? undefined : dot);
  const action = typeof call?.action === 'string' ? call.action : activityType.slice(dot + 1);
  const known = registry.target(target);
  if (known === undefined)
    return refuse('UnknownTarget', `this worker has no target "${target}"; it has ${listed(registry.targets.map(({ name }) => name))}`);
  return refuse(
    'UnknownAction',
    `this worker's target "${target}" has no action "${action}"; it has ${listed(Object.keys(known.actions))}`,
  );
}

function refuse(code: string, message: string): StepwrightError {
  return new StepwrightError(code, message, {
    class: 'permanent',
    hint: 'register your own with --targets FILE (defineTarget, defineStep)',
  });
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  const more = names.length - MOST_NAMES;
  return `${names.slice(0, MOST_NAMES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

import { StepwrightError } from '../core/errors/stepwright-error.ts';

/** The store is away: the same may work later. `url` is without its password. */
export function storeUnavailable(url: string, cause: unknown): StepwrightError {
  const why = cause instanceof Error && cause.message !== '' ? cause.message : codeOf(cause);
  return new StepwrightError('StoreUnavailable', `the store ${url} does not answer${why === undefined ? '' : `: ${why}`}`, {
    class: 'transient',
    hint: 'Check that it runs and can be reached from here; work goes on when it is back.',
    cause,
  });
}

/** What the store holds is not what Stepwright wrote. */
export function storeDamaged(what: string, details: Readonly<Record<string, unknown>>): StepwrightError {
  return new StepwrightError('StoreDamaged', what, {
    hint: 'Run stepwright store check; restore a backup, or delete what is damaged.',
    details,
  });
}

/** Of several addresses that were all refused Node tells nothing but a code. */
function codeOf(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
]);

/** No connection, or none any more. */
export function isNetworkError(error: unknown): boolean {
  return NETWORK.has(codeOf(error) ?? '');
}

import { StepwrightError } from '../core/errors/stepwright-error.ts';

/** Versions that were tried: the drivers of servers are not installed with Stepwright. */
const VERSIONS = { pg: '8.23.1', redis: '6.3.1', mongodb: '7.8.0' } as const;

/** Loads an optional driver, or says how to install it. */
export async function loadDriver<T>(name: keyof typeof VERSIONS, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (!isMissing(error, name)) throw error;
    throw new StepwrightError('NotFound', `the driver "${name}" is not installed`, {
      hint: `Install it: npm install ${name}@${VERSIONS[name]}`,
      cause: error,
    });
  }
}

function isMissing(error: unknown, name: string): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND' && error.message.includes(`'${name}'`);
}

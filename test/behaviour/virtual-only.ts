import { test } from 'vitest';

import type { Driver } from './driver.ts';

/** A case that only virtual time can try; elsewhere it is skipped with its reason in the report. */
export function virtualOnly(driver: Driver, reason: string): (name: string, work: () => Promise<void>) => void {
  return (name, work) => {
    if (driver.virtual) test(name, work);
    else test.skip(`${name} [virtual time only: ${reason}]`, work);
  };
}

/** A case that only a server can try. */
export function serverOnly(driver: Driver, reason: string): (name: string, work: () => Promise<void>) => void {
  return (name, work) => {
    if (driver.virtual) test.skip(`${name} [server only: ${reason}]`, work);
    else test(name, work);
  };
}

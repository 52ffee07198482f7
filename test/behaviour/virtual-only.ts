import { test } from 'vitest';

import type { Driver } from './driver.ts';

/** A case that only virtual time can try; elsewhere it is skipped with its reason in the report. */
export function virtualOnly(driver: Driver, reason: string): (name: string, work: () => Promise<void>) => void {
  return (name, work) => {
    if (driver.virtual) test(name, work);
    else test.skip(`${name} [virtual time only: ${reason}]`, work);
  };
}

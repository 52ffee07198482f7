import { describe } from 'vitest';

import { concurrencyContract } from './concurrency.ts';
import { documentContract } from './documents.ts';
import { hostileContract } from './hostile.ts';
import { listingContract } from './listing.ts';
import { modelContract } from './model.ts';
import type { Subject } from './subject.ts';

/** What every backend owes, run against each. */
export function storeContract(name: string, subject: Subject): void {
  describe(`the ${name} store`, () => {
    documentContract(subject);
    listingContract(subject);
    hostileContract(subject);
    concurrencyContract(subject);
    modelContract(subject);
  });
}

import { setTimeout as sleep } from 'node:timers/promises';

import { StepwrightError } from '../../../src/core/errors/stepwright-error.ts';
import { utilSpec } from '../../../src/core/target/builtin/util.ts';
import { implement } from '../implement.ts';

export const utilTarget = implement(utilSpec, {
  echo: (params) => params,
  async sleep({ ms }, { signal }) {
    await sleep(ms, undefined, { signal });
    return { ms };
  },
  fail({ message, class: errorClass, retryable, code }) {
    throw new StepwrightError(code ?? 'Failed', String(message ?? 'util.fail was called'), {
      class: errorClass ?? (retryable === false ? 'permanent' : 'unknown'),
    });
  },
  flaky({ failures }, { attempt }) {
    if (attempt > failures) return { attempts: attempt };
    throw new StepwrightError('Flaky', `attempt ${attempt} of ${failures} that fail`, { class: 'transient' });
  },
});

import { setTimeout as delay } from 'node:timers/promises';

import { Context } from '@temporalio/activity';

import type { ActionEnvelope } from '../../src/core/run/action-envelope.ts';
import type { Cache, CacheAnswer, CacheHost } from '../../src/records/cache.ts';
import { recordOf } from './failure.ts';
import type { TimeLimit } from './interruption.ts';

interface Attempt {
  readonly cache: Cache;
  readonly limit: TimeLimit;
}

/** The result that is kept of an equal call, else what `make` gives. */
export async function throughCache(
  { cache: spec, ...call }: ActionEnvelope,
  { cache, limit }: Attempt,
  make: () => Promise<unknown>,
): Promise<CacheAnswer> {
  if (spec === undefined) return { data: await make(), cached: false };
  return cache.through(
    { ...call, spec },
    {
      make,
      every,
      unjudged: (error) => Context.current().log.warn('not kept: cache.when can not be judged', { error: recordOf(error).message }),
      wait: (ms) => limit.during(({ signal }) => delay(ms, undefined, { signal })),
    },
  );
}

const every: NonNullable<CacheHost['every']> = (ms, act) => {
  let acting = Promise.resolve();
  const timer = setInterval(() => {
    acting = acting.then(act);
  }, ms);
  return async () => {
    clearInterval(timer);
    await acting;
  };
};

import type { Driver } from './driver.ts';
import { cancel } from './suite/cancel.ts';
import { conditions } from './suite/conditions.ts';
import { errors } from './suite/errors.ts';
import { failureStrategies } from './suite/failure-strategies.ts';
import { graph } from './suite/graph.ts';
import { output } from './suite/output.ts';
import { pause } from './suite/pause.ts';
import { retries } from './suite/retries.ts';
import { rollback } from './suite/rollback.ts';
import { sequence } from './suite/sequence.ts';
import { timeouts } from './suite/timeouts.ts';
import { trail } from './suite/trail.ts';
import { variables } from './suite/variables.ts';

/** Everything the language promises of a run, on one runtime. */
export function behaviourSuite(driver: Driver): void {
  for (const topic of [
    sequence,
    conditions,
    graph,
    failureStrategies,
    retries,
    timeouts,
    rollback,
    cancel,
    pause,
    variables,
    output,
    errors,
    trail,
  ])
    topic(driver);
}

import type { Driver } from './driver.ts';
import { blockRollback } from './suite/block-rollback.ts';
import { cancel } from './suite/cancel.ts';
import { conditions } from './suite/conditions.ts';
import { errors } from './suite/errors.ts';
import { failureStrategies } from './suite/failure-strategies.ts';
import { forEach } from './suite/for-each.ts';
import { forEachParallel } from './suite/for-each-parallel.ts';
import { graph } from './suite/graph.ts';
import { loops } from './suite/loops.ts';
import { output } from './suite/output.ts';
import { parallel } from './suite/parallel.ts';
import { partitions } from './suite/partitions.ts';
import { pause } from './suite/pause.ts';
import { retries } from './suite/retries.ts';
import { rollback } from './suite/rollback.ts';
import { sequence } from './suite/sequence.ts';
import { timeouts } from './suite/timeouts.ts';
import { trail } from './suite/trail.ts';
import { tryCatch } from './suite/try.ts';
import { tryFinally } from './suite/try-finally.ts';
import { variables } from './suite/variables.ts';
import { workflow } from './suite/workflow.ts';
import { workflowControl } from './suite/workflow-control.ts';

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
    parallel,
    forEach,
    forEachParallel,
    partitions,
    loops,
    tryCatch,
    tryFinally,
    blockRollback,
    workflow,
    workflowControl,
  ])
    topic(driver);
}

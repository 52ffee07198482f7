import type { Driver } from './driver.ts';
import { approval } from './suite/approval.ts';
import { approvalTimeouts } from './suite/approval-timeouts.ts';
import { blockRollback } from './suite/block-rollback.ts';
import { cache } from './suite/cache.ts';
import { cancel } from './suite/cancel.ts';
import { checkpoint } from './suite/checkpoint.ts';
import { childrenById } from './suite/children-by-id.ts';
import { circuitBreaker } from './suite/circuit-breaker.ts';
import { concurrency } from './suite/concurrency.ts';
import { conditions } from './suite/conditions.ts';
import { emitting } from './suite/emit.ts';
import { errors } from './suite/errors.ts';
import { eventTimeouts } from './suite/event-timeouts.ts';
import { exhausted } from './suite/exhausted.ts';
import { events } from './suite/events.ts';
import { failureStrategies } from './suite/failure-strategies.ts';
import { workflowFinally } from './suite/finally.ts';
import { forEach } from './suite/for-each.ts';
import { forEachParallel } from './suite/for-each-parallel.ts';
import { generated } from './suite/generate.ts';
import { graph } from './suite/graph.ts';
import { loops } from './suite/loops.ts';
import { machine } from './suite/machine.ts';
import { machineControl } from './suite/machine-control.ts';
import { machineEvents } from './suite/machine-events.ts';
import { onComplete } from './suite/on-complete.ts';
import { operator } from './suite/operator.ts';
import { output } from './suite/output.ts';
import { parallel } from './suite/parallel.ts';
import { partitions } from './suite/partitions.ts';
import { pause } from './suite/pause.ts';
import { peerDefects } from './suite/peer-defects.ts';
import { retries } from './suite/retries.ts';
import { rollback } from './suite/rollback.ts';
import { rollbackManual } from './suite/rollback-manual.ts';
import { rollbackVerify } from './suite/rollback-verify.ts';
import { secrets } from './suite/secrets.ts';
import { sequence } from './suite/sequence.ts';
import { timeouts } from './suite/timeouts.ts';
import { trail } from './suite/trail.ts';
import { transforms } from './suite/transform.ts';
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
    exhausted,
    operator,
    cache,
    circuitBreaker,
    concurrency,
    timeouts,
    rollback,
    rollbackManual,
    rollbackVerify,
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
    childrenById,
    generated,
    transforms,
    events,
    eventTimeouts,
    approval,
    approvalTimeouts,
    emitting,
    checkpoint,
    workflowFinally,
    onComplete,
    machine,
    machineEvents,
    machineControl,
    peerDefects,
    secrets,
  ])
    topic(driver);
}

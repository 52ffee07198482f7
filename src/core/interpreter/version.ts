/**
 * The number of the interpreter's behaviour, recorded in every run. A change that a replay could notice raises it and
 * branches on the run's own number, so that running runs go on as they began.
 */
export const INTERPRETER = 3;

/**
 * The first whose runs keep what a rerun needs (how far a failed block had come, which variables were set inside one), and whose
 * `checkpoint` steps save the run.
 */
export const RERUNS_SINCE = 3;

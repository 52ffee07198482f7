/**
 * The number of the interpreter's behaviour, recorded in every run. A change that a replay could notice raises it and
 * branches on the run's own number, so that running runs go on as they began.
 */
export const INTERPRETER = 4;

/**
 * Before, what fell due in a pause stood even when something cancelled it before the resume, a pass or an attempt could begin in a pause, and
 * the steps of a pass were gone as soon as another one was due.
 */
export const HOLDS_SINCE = 3;
/** Before, a `return` also shaped what was cancelled, or failed, in the `finally` that followed it. */
export const RETURNS_SINCE = 3;
/** Before, anybody could vote where the approvers came to nobody. */
export const NEEDS_APPROVERS_SINCE = 3;
/** Before, a pause did not reach the child runs that do a part of a run's own work. */
export const PAUSES_PARTS_SINCE = 3;
/** Before, steps had no scope of their own, which a person's word on one cancels. */
export const SCOPED_SINCE = 3;
/**
 * The first whose runs keep what a rerun needs (how far a failed block had come, which variables were set inside one), and whose
 * `checkpoint` steps save the run.
 */
export const RERUNS_SINCE = 3;
/** The first whose runs write their rollbacks down. */
export const NOTES_ROLLBACKS_SINCE = 3;
/** Before, a status was written with whatever else changed in the same workflow task. */
export const TELLS_STATUS_SINCE = 4;
/** Before, the ends of calls in a section were given one by one. */
export const GROUPS_SINCE = 4;

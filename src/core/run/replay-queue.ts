/**
 * Begin the names of the task queues of workers that replay. The sandbox learns nothing else of who runs it, and no client can choose
 * such a name: runs of these workers report what they do.
 */
export const REPLAY_QUEUE = 'stepwright-replay';
/** Everything is reported, as for debugging: values of variables and expressions, too. */
export const WATCHED_QUEUE = 'stepwright-replay-watched';

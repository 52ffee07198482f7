/**
 * Begins the name of the task queue of a worker that replays. The sandbox learns nothing else of who runs it, and no client can
 * choose the name: a run whose worker bears it reports what it does.
 */
export const REPLAY_QUEUE = 'stepwright-replay';

/**
 * Preloaded into the sandbox before anything else. The SDK writes down a formatted stack trace for every promise that a
 * workflow makes, which takes longer than the interpreter itself; ours would only tell the interpreter's own frames, with
 * paths of the machine, in the history of each failed run.
 */
Error.stackTraceLimit = 0;

export type { MockAction, MockContext } from './mock-attempt.ts';
export { InMemoryRuntime, type InMemoryOptions } from './in-memory-runtime.ts';
export { startInMemory, type InMemoryRun, type InMemoryRunOptions } from './start-in-memory.ts';

export { testRun, type TestRunOptions } from './test-run.ts';
export { fails, sequence, takes, type ActionMock, type MockFailure } from './mocks/action-mock.ts';
export type { Message } from './messages.ts';
export type { TestBranch, TestCall, TestChild, TestEvent, TestMessage, TestResult, TestStep, Waiting } from './record/test-result.ts';
export { mergeCoverage, type Coverage, type Covered } from './reached/coverage.ts';

export type { MockAction, MockContext } from './mock-attempt.ts';
export { InMemoryRuntime, type InMemoryOptions } from './in-memory-runtime.ts';
export { startInMemory, type InMemoryRun, type InMemoryRunOptions } from './start-in-memory.ts';

import type { TestProject } from 'vitest/node';

import { startDevServer } from '../../src/devserver/start-dev-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The one dev server of this test run. */
    readonly temporal: { readonly address: string; readonly ui: string };
  }
}

/** Starts the dev server, in memory, before the first file of the project and ends it after the last. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startDevServer({ onProgress: (line) => process.stderr.write(`${line}\n`) });
  project.provide('temporal', { address: server.address, ui: server.ui });
  return () => server.stop();
}

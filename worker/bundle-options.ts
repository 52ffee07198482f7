import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BundleOptions } from '@temporalio/worker';

/** `.ts` when run from the sources, `.js` in the package. */
const EXTENSION = import.meta.url.endsWith('.ts') ? 'ts' : 'js';

/** How the workflow bundle is built: from the sources in the project, once ahead of time in the package. */
export function workflowBundleOptions(): BundleOptions {
  return {
    workflowsPath: fileURLToPath(new URL(`../workflows/index.${EXTENSION}`, import.meta.url)),
    // Evaluated once per worker instead of once per run; frozen, which is why core has no module state.
    preloadModules: [fileURLToPath(new URL(`../src/core/interpreter/interpreter.${EXTENSION}`, import.meta.url))],
  };
}

/** The bundle that the package ships; undefined when run from the sources. */
export function builtBundle(): string | undefined {
  const path = fileURLToPath(new URL('../workflow-bundle.js', import.meta.url));
  return EXTENSION === 'js' && existsSync(path) ? path : undefined;
}

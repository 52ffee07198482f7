import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BundleOptions } from '@temporalio/worker';

type Configuration = Parameters<NonNullable<BundleOptions['webpackConfigHook']>>[0];

/** `.ts` when run from the sources, `.js` in the package. */
const EXTENSION = import.meta.url.endsWith('.ts') ? 'ts' : 'js';

/** How the workflow bundle is built: from the sources in the project, once ahead of time in the package. */
export function workflowBundleOptions(): BundleOptions {
  return {
    workflowsPath: pathOf('../workflows/index'),
    // All of it is evaluated once per worker instead of once per run; frozen, which is why core and workflows have no module state.
    preloadModules: ['no-stack-traces', 'index', 'reserved-types', 'replay-report'].map((name) => pathOf(`../workflows/${name}`)),
    workflowInterceptorModules: [pathOf('../workflows/reserved-types'), pathOf('../workflows/replay-report')],
    webpackConfigHook: asIs,
  };
}

function pathOf(module: string): string {
  return fileURLToPath(new URL(`${module}.${EXTENSION}`, import.meta.url));
}

/** The SDK compiles for ES2017, where each private field and object spread is a call of a helper; the sandbox knows them all. */
function asIs(config: Configuration): Configuration {
  for (const rule of config.module?.rules ?? []) {
    const use: unknown = typeof rule === 'object' && rule !== null && 'use' in rule ? rule.use : undefined;
    if (isSwc(use)) use.options.jsc.target = 'es2022';
  }
  return config;
}

function isSwc(use: unknown): use is { readonly options: { readonly jsc: { target: string } } } {
  return (
    typeof use === 'object' &&
    use !== null &&
    'options' in use &&
    typeof use.options === 'object' &&
    use.options !== null &&
    'jsc' in use.options
  );
}

/** The bundle that the package ships; undefined when run from the sources. */
export function builtBundle(): string | undefined {
  const path = fileURLToPath(new URL('../workflow-bundle.js', import.meta.url));
  return EXTENSION === 'js' && existsSync(path) ? path : undefined;
}

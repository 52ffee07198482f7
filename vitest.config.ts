import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const everywhere = { pool: 'forks', restoreMocks: true, unstubEnvs: true, unstubGlobals: true } as const;

/** Examples import the package by its name; tests run the sources. */
const alias = {
  'stepwright/testing': source('src/testing/index.ts'),
  'stepwright/worker': source('worker/create-worker.ts'),
  stepwright: source('src/index.ts'),
};

/** The storage contract on servers that it starts for itself. */
const ON_STORE_SERVERS = 'test/contract/storage/{postgres,redis,mongodb}*.test.ts';

/** What changes for good how this process loads modules. */
const WITH_LOADER_HOOKS = ['src/files/load-targets.test.ts', 'src/cli/dev/workspace.test.ts'];

/** The behaviour suite on a real server. */
const ON_TEMPORAL = 'test/behaviour/temporal*.test.ts';

/** Builds the package when a source is newer. */
const BUILT = 'test/helpers/built-package.mjs';

export default defineConfig({
  test: {
    // By itself vitest leaves one core idle, which on two is half of them.
    maxWorkers: '100%',
    projects: [
      {
        // Needs nothing: beside the source, and what checks the repository itself.
        resolve: { alias },
        test: {
          ...everywhere,
          name: 'unit',
          include: [
            '{src,activities,worker}/**/*.test.ts',
            'scripts/**/*.test.mjs',
            'test/{behaviour,contract,architecture}/**/*.test.ts',
            'test/hostile/definitions.test.ts',
          ],
          exclude: [ON_TEMPORAL, ON_STORE_SERVERS, ...WITH_LOADER_HOOKS],
          // Loading the modules again for each file takes twice as long as the tests.
          isolate: false,
          testTimeout: 15_000,
        },
      },
      {
        // Each file in a process of its own: the built command line, where it needs no server, and what changes its process.
        resolve: { alias },
        test: {
          ...everywhere,
          name: 'cli',
          include: ['test/cli/**/*.test.ts', ...WITH_LOADER_HOOKS],
          globalSetup: [BUILT],
          testTimeout: 30_000,
        },
      },
      {
        // Needs Redis, PostgreSQL and mongo-java-server, and leaves out, by name, those that are not here.
        resolve: { alias },
        test: {
          ...everywhere,
          name: 'storage',
          include: [ON_STORE_SERVERS],
          expect: { poll: { timeout: 10_000 } },
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        // Against one Temporal dev server for all files; each file has its own task queue (test/helpers/temporal.ts).
        resolve: { alias },
        test: {
          ...everywhere,
          name: 'server',
          include: [
            'test/{integration,replay,e2e,chaos}/**/*.test.ts',
            'test/hostile/worker.test.ts',
            'examples/**/*.test.ts',
            ON_TEMPORAL,
          ],
          globalSetup: ['test/helpers/temporal-server.ts', BUILT],
          // Real time on two shared cores: what fails once for noise passes the second time, and the report shows it.
          retry: 1,
          expect: { poll: { timeout: 10_000 } },
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts', 'activities/**/*.ts', 'worker/**/*.ts'],
      exclude: ['**/*.test.ts', '**/*.test-d.ts'],
      reporter: ['text-summary', 'json-summary', 'html'],
      thresholds: { statements: 85, branches: 80, 'src/core/**': { statements: 95, branches: 90, functions: 95 } },
    },
  },
});

function source(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}

/**
 * The rings of docs/architecture.md: arrows point inward only. `scripts/rings.mjs` runs these rules, and those of
 * .dependency-cruiser-run-time.cjs, and fails when too few modules were seen (dependency-cruiser passes silently on no modules).
 */
const TEST = '\\.test(-d)?\\.ts$';
const TYPE_ONLY = { dependencyTypesNot: ['type-only'] };
const PURE_PACKAGES = '^node_modules/(zod|yaml|re2js|jsonata|@marcbachmann/cel-js|@cfworker/json-schema)/';

const room = (name, from, mayImport, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, pathNot: TEST },
  to: { path: '^(src|workflows|activities|worker|web|test|examples|bench)/', pathNot: [from, ...mayImport] },
});

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'core-is-pure',
      comment: 'src/core runs in the sandbox, the browser and Node: no Node built-ins, no Temporal, no other room.',
      severity: 'error',
      from: { path: '^src/core/', pathNot: TEST },
      to: { pathNot: ['^src/core/', PURE_PACKAGES] },
    },
    {
      name: 'errors-import-nothing',
      severity: 'error',
      from: { path: '^src/core/errors/', pathNot: TEST },
      to: { pathNot: '^src/core/errors/' },
    },
    {
      name: 'workflows-are-deterministic',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { pathNot: ['^workflows/', '^src/core/', '^node_modules/@temporalio/(workflow|common)/'], ...TYPE_ONLY },
    },
    {
      name: 'nobody-imports-workflows',
      comment: 'The worker points at workflows/ by path: what is imported there runs outside the sandbox.',
      severity: 'error',
      from: { pathNot: '^(workflows|test)/' },
      to: { path: '^workflows/', ...TYPE_ONLY },
    },
    {
      name: 'no-tests-in-workflows',
      severity: 'error',
      from: { path: `^workflows/.*${TEST}` },
      to: {},
    },
    room('files-use-core', '^src/files/', ['^src/core/'], 'Node file stores.'),
    room(
      'client-stays-thin',
      '^src/client/',
      ['^src/(core|files|records)/', '^src/storage/(store|open-store)\\.ts$'],
      'A client needs no worker.',
    ),
    room(
      'records-use-the-port',
      '^src/records/',
      ['^src/core/', '^src/storage/store(-url)?\\.ts$', '^src/files/(definition-hash|payload-(folder|store))\\.ts$'],
      'What is kept in the store, whatever the backend.',
    ),
    room('storage-stands-alone', '^src/storage/', ['^src/core/'], 'A store knows JSON, and nothing of what is kept in it.'),
    {
      name: 'a-backend-knows-its-own-driver',
      comment: 'Backends are islands, and nobody else sees a database driver.',
      severity: 'error',
      from: { path: '^src/storage/([^/]+)/', pathNot: TEST },
      to: { path: '^src/storage/[^/]+/', pathNot: '^src/storage/$1/' },
    },
    {
      name: 'a-driver-lives-in-one-room',
      severity: 'error',
      from: { path: '^(src|workflows|worker|activities)/', pathNot: [TEST, '^src/storage/(sql|redis|mongodb)/', '^activities/targets/'] },
      to: { path: '^node_modules/(kysely|libsql|pg|redis|mongodb)/' },
    },
    room('diagram-uses-core', '^src/diagram/', ['^src/core/'], 'Pictures need no run and no server.'),
    room(
      'replay-uses-core',
      '^src/replay/',
      ['^src/(core|files)/', '^workflows/replay-report\\.ts$'],
      'Past runs, replayed: it is given histories and the bundle. Of workflows it knows the types of what is reported.',
    ),
    room(
      'testing-uses-core',
      '^src/testing/',
      ['^src/(core|records)/', '^src/files/choose-version\\.ts$', '^src/storage/(store|document-store|memory/memory-backend)\\.ts$'],
      'The in-memory runtime needs no server; its store is in memory too.',
    ),
    room(
      'devserver-stands-alone',
      '^src/devserver/',
      ['^src/core/errors/', '^src/files/(lock-file|process-identity)\\.ts$'],
      'It finds, builds and starts a server, and knows no runs.',
    ),
    room(
      'activities-stay-thin',
      '^activities/',
      ['^src/(core|files|records)/', '^src/storage/(store|open-store)\\.ts$'],
      'Actions know no client and no worker.',
    ),
    room('worker-wires', '^worker/', ['^activities/', '^src/(core|files|records|storage)/'], 'A root: wires edges, holds no logic.'),
    room(
      'embedded-wires',
      '^src/embedded(-worker)?\\.ts$',
      ['^src/(core|client|devserver|files|records)/', '^src/storage/store-when-needed\\.ts$', '^worker/(create-worker|api)\\.ts$'],
      'Server and worker in this process for connect() with nothing configured.',
    ),
    room(
      'cli-dispatches',
      '^src/cli/',
      ['^src/', '^worker/(create-worker|api|config|main|read-settings|runtime|workflow-bundle)\\.ts$'],
      'The CLI sees every room of src, the worker through its factory, and what a replay needs of it.',
    ),
    room(
      'orchestrator-uses-the-client',
      '^src/orchestrator/',
      ['^src/(core|client|files)/', '^src/embedded\\.ts$'],
      'The functions of one call, on top of connect().',
    ),
    {
      name: 'nobody-imports-the-cli',
      severity: 'error',
      from: { pathNot: ['^src/cli/', '^test/'] },
      to: { path: '^src/cli/' },
    },
    {
      name: 'examples-use-the-front-door',
      comment: 'Examples import what users import: the package.',
      severity: 'error',
      from: { path: '^examples/' },
      to: { path: '^(src|worker|activities|workflows)/', pathNot: '^src/(index|testing/index)\\.ts$|^worker/create-worker\\.ts$' },
    },
    {
      name: 'no-undeclared-package',
      severity: 'error',
      from: { path: '^(src|workflows|activities|worker)/', pathNot: TEST },
      // The drivers of servers are optional peers, installed here to be tested.
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'],
        pathNot: '^node_modules/(@types/)?(pg|redis|mongodb)/',
      },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
    exclude: { path: '^dist/' },
  },
};

/**
 * What is reachable at run time (type imports do not count). A parser inside a replay is a risk, and zod alone takes the workflow
 * bundle from 518 to 971 KB: definitions are validated at the door, and plain data is interpreted inside.
 */
module.exports = {
  forbidden: [
    {
      name: 'no-parser-in-the-sandbox',
      severity: 'error',
      from: { path: '^(workflows|src/core/interpreter)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^node_modules/(zod|yaml)/', reachable: true },
    },
  ],
  options: {
    tsPreCompilationDeps: false,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
    exclude: { path: '^dist/' },
  },
};

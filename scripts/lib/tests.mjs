import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { nodeScript, run } from './run.mjs';

/** Runs vitest, its output straight to ours, and counts. */
export async function runTests({ projects, args }) {
  const folder = mkdtempSync(join(tmpdir(), 'stepwright-tests-'));
  const report = join(folder, 'report.json');
  const flags = [
    ...projects.flatMap((name) => ['--project', name]),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ];
  try {
    const { code } = await run(...nodeScript('node_modules/vitest/vitest.mjs', 'run', ...flags, ...args), { inherit: true });
    const counts = existsSync(report) ? count(JSON.parse(readFileSync(report, 'utf8'))) : { passed: 0, failed: 1, skipped: 0 };
    // A failing set-up or an unhandled rejection fails no test, but it is a failure.
    return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Counts in a report of vitest's JSON reporter. A file that could not be loaded has no tests to fail: it counts as one. */
export function count(report) {
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

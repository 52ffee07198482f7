import { mergeCoverage, type Coverage, type Covered } from '../../testing/reached/coverage.ts';
import type { LoadedSuite, Source } from './load-suite.ts';
import type { CoveredPart, CoverageReport } from './test-report.ts';

/** What the tests of one file reached. */
export interface SuiteCoverage {
  readonly loaded: LoadedSuite;
  readonly coverage: readonly Coverage[];
}

/** What all tests reached together, by the files of the definitions. */
export function coverageReport(suites: readonly SuiteCoverage[]): readonly CoverageReport[] {
  const byFile = new Map<string, { readonly source: Source | undefined; readonly all: Coverage[] }>();
  for (const { loaded, coverage } of suites) {
    for (const each of coverage) {
      const source = loaded.sources.get(each.definition);
      const key = `${source?.file ?? ''} ${each.definition}`;
      const known = byFile.get(key) ?? { source, all: [] };
      known.all.push(each);
      byFile.set(key, known);
    }
  }
  return [...byFile.values()].flatMap(({ source, all }) =>
    mergeCoverage(all).map(({ definition, steps, branches }) => ({
      definition,
      ...(source === undefined ? {} : { file: source.file }),
      steps: partOf(steps, source),
      branches: partOf(branches, source),
    })),
  );
}

function partOf(items: readonly Covered[], source: Source | undefined): CoveredPart {
  const missed = items.filter(({ covered }) => !covered);
  return {
    covered: items.length - missed.length,
    total: items.length,
    missed: missed.map(({ name, pointer }) => {
      const line = source?.locate(pointer)?.line;
      return { name, pointer, ...(line === undefined ? {} : { line }) };
    }),
  };
}

import type { Problem } from '../../core/definition/problem.ts';
import type { Difference } from '../../testing/test-file/compare.ts';

/** What `stepwright test` found, as programs get it. */
export interface TestReport {
  readonly passed: number;
  readonly failed: number;
  readonly files: readonly FileReport[];
  /** With `--coverage`. */
  readonly coverage?: readonly CoverageReport[];
}

export interface FileReport {
  readonly file: string;
  /** Of the test file and of the definitions that it names. */
  readonly problems: readonly Problem[];
  /** Empty when one of the problems is an error. */
  readonly tests: readonly TestReportEntry[];
}

export interface TestReportEntry {
  readonly name: string;
  readonly passed: boolean;
  /** Milliseconds it took. */
  readonly took: number;
  /** Milliseconds of virtual time. */
  readonly duration?: number;
  readonly differences: readonly PlacedDifference[];
}

/** A difference, and where the expectation stands in the test file. */
export interface PlacedDifference extends Difference {
  readonly line?: number;
  readonly column?: number;
}

export interface CoverageReport {
  /** Id and version. */
  readonly definition: string;
  readonly file?: string;
  readonly steps: CoveredPart;
  readonly branches: CoveredPart;
}

export interface CoveredPart {
  readonly covered: number;
  readonly total: number;
  readonly missed: readonly { readonly name: string; readonly pointer: string; readonly line?: number }[];
}

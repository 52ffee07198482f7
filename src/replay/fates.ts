import { outlineOf } from '../core/definition/outline.ts';
import type { StepStatus, WorkflowStatus } from '../core/run/status.ts';
import { recordedInput } from './recorded-input.ts';
import type { RecordedRun } from './recorded-run.ts';
import type { Report } from './replay.ts';

const ENDS: ReadonlySet<StepStatus | WorkflowStatus | undefined> = new Set(['COMPLETED', 'FAILED', 'SKIPPED', 'ROLLED_BACK']);

/** Tells of a step why it asks for nothing any more, as far as the replay came; undefined when it may still do so. */
export function fatesIn(run: RecordedRun, reports: readonly Report[]): (path: string) => string | undefined {
  const ended = new Map<string, string>();
  for (const report of reports) {
    if (report.kind !== 'happened') continue;
    const { path, status, error } = report.entry;
    if (path !== undefined && ENDS.has(status)) ended.set(path, `is ${status} now${error === undefined ? '' : `: ${error}`}`);
  }
  const isGone = goneFrom(recordedInput(run)?.definition);
  return (path) => {
    if (isGone(path)) return 'there is no such step';
    const own = ended.get(path);
    if (own !== undefined) return `it ${own}`;
    const block = blocksRound(path).find((each) => ended.has(each));
    return block === undefined ? undefined : `${block} ${ended.get(block)}`;
  };
}

/** Paths of the blocks that a step is in. A rollback comes after they have ended. */
function blocksRound(path: string): readonly string[] {
  if (/~(?:rollback|verify)$/.test(path)) return [];
  const segments = path.split('.');
  return segments.slice(1).map((_, i) =>
    segments
      .slice(0, i + 1)
      .join('.')
      .replace(/(?:\[\d+\]|#\d+)$/, ''),
  );
}

/** Whether a definition does not have the step of a path; one that only comes while the run goes on can't be known. */
function goneFrom(definition: unknown): (path: string) => boolean {
  if (definition === undefined) return () => false;
  const kinds = new Map(outlineOf(definition).steps.map(({ id, kind }) => [id, kind]));
  return (path) => {
    if (path === 'onComplete' || path.startsWith('~')) return false;
    const ids = path
      .replace(/~(?:rollback|verify)$/, '')
      .split('.')
      .map((segment) => segment.replace(/[[#].*$/, ''));
    return !kinds.has(ids.at(-1)) && !ids.some((id) => kinds.get(id) === 'generate');
  };
}

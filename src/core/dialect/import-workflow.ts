import type { Locate } from '../definition/locate.ts';
import { DEEPEST } from '../definition/parse.ts';
import type { Problem } from '../definition/problem.ts';
import type { WorkflowDefinition } from '../definition/workflow-definition.ts';
import { isDeeper } from '../schema-check/check-json.ts';
import { errorsApartFromTargets } from '../validation/apart-from-targets.ts';
import type { Finding } from '../validation/finding.ts';
import { inOrder } from '../validation/order.ts';
import { problemOf } from '../validation/validate-workflow.ts';
import { detectDialect } from './detect.ts';
import type { Dialect, DialectReader, ReadOptions } from './dialect.ts';
import { findFunctions } from './find-functions.ts';
import { tempeh } from './tempeh.ts';
import { trailhead } from './trailhead.ts';
import { Translation, type ImportNote } from './translation.ts';

export interface ImportOptions extends ReadOptions {
  /** @default told from the fields of the document */
  readonly dialect?: Dialect;
  /** Gives problems their line and column; `parseDefinition` has it. */
  readonly locate?: Locate;
  /** Named in problems. */
  readonly file?: string;
}

/** What became of a workflow of another language. */
export interface ImportedWorkflow {
  /** Undefined when it can't be told. */
  readonly dialect?: Dialect;
  /** Absent when there is any problem. */
  readonly definition?: WorkflowDefinition;
  /** Why it can't be imported; pointers and positions lead into the document. Nothing is dropped in silence. */
  readonly problems: readonly Problem[];
  /** Decisions that were taken, and what has another meaning here. */
  readonly notes: readonly ImportNote[];
}

const READERS: Readonly<Record<Dialect, DialectReader>> = { trailhead, tempeh };

/**
 * Turns a workflow of `@trailhead/workflows` or `@tempeh/workflow`, written as data, into a definition (docs/dialects.md). Takes
 * anything and never throws. A list of trailhead's steps will do for a workflow.
 */
export function importWorkflow(document: unknown, options: ImportOptions = {}): ImportedWorkflow {
  const bare = Array.isArray(document);
  const whole: unknown = bare ? { steps: document } : document;
  const inDocument = (pointer: string) => (bare ? pointer.replace(/^\/steps/, '') : pointer);
  const dialect = options.dialect ?? (bare ? 'trailhead' : detectDialect(whole, READERS));
  const refused = (findings: readonly Finding[]): ImportedWorkflow => ({
    ...(dialect === undefined ? {} : { dialect }),
    problems: inOrder(findings, whole).map((finding) => problemOf({ ...finding, pointer: inDocument(finding.pointer) }, options)),
    notes: [],
  });
  if (isDeeper(whole, DEEPEST)) return refused([tooDeep]);
  const functions = findFunctions(whole);
  if (functions.length > 0) return refused(functions);
  if (dialect === undefined) return refused([unknownDialect(whole)]);

  const translation = new Translation();
  const definition = READERS[dialect].read(whole, translation, options);
  if (definition === undefined || translation.findings.length > 0) return refused(translation.findings);
  const errors = errorsApartFromTargets(definition, options).map(({ code, pointer, message, hint }) => ({
    code: code as Finding['code'],
    pointer: translation.originOf(pointer),
    message,
    hint,
  }));
  if (errors.length > 0) return refused(errors);
  return { dialect, definition, problems: [], notes: translation.notes.map((note) => ({ ...note, pointer: inDocument(note.pointer) })) };
}

const tooDeep: Finding = {
  code: 'InvalidValue',
  pointer: '',
  message: `the workflow is nested deeper than ${DEEPEST} levels, or holds itself`,
};

function unknownDialect(document: unknown): Finding {
  if (typeof document !== 'object' || document === null)
    return { code: 'InvalidValue', pointer: '', message: 'a workflow is a map with steps' };
  const { steps } = document as { readonly steps?: unknown };
  const ours = Array.isArray(steps) && steps.some((step: unknown) => typeof step === 'object' && step !== null && 'target' in step);
  return ours
    ? { code: 'InvalidValue', pointer: '', message: 'this is a Stepwright definition already', hint: 'it needs no import' }
    : {
        code: 'InvalidValue',
        pointer: '',
        message: "it can't be told which language this is",
        hint: 'steps of trailhead have "execute", those of tempeh have "command"; else say which dialect it is',
      };
}

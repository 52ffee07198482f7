import type { z } from 'zod';
import type { WorkflowDefinition } from '../definition/workflow-definition.ts';
import type { TargetSpec } from '../target/target.ts';
import { schemaFindings } from '../validation/zod-issues.ts';
import type { Translation } from './translation.ts';

/** A workflow language that can be imported. */
export type Dialect = 'trailhead' | 'tempeh';

export interface ReadOptions {
  /** Name of a workflow that has none. @default "workflow" */
  readonly name?: string;
  /** Who executes the steps: each becomes an action of this target. @default "step", the step functions of `defineStep` */
  readonly target?: string;
  /** Targets beside the built-in ones, so that it can be checked that the actions exist. */
  readonly targets?: readonly TargetSpec[];
}

/** How one dialect is read. */
export interface DialectReader {
  /** Fields that no other dialect has, by which it is known. */
  readonly marks: { readonly workflow: readonly string[]; readonly step: readonly string[] };
  /** The definition, not yet checked as one; undefined when the document is not shaped like the dialect. */
  read(document: unknown, translation: Translation, options: ReadOptions): WorkflowDefinition | undefined;
}

/** A reader from the schema of a dialect's documents and what one that fits becomes. */
export function dialectReader<Source>(dialect: {
  readonly schema: z.ZodType<Source>;
  readonly marks: DialectReader['marks'];
  translate(source: Source, translation: Translation, options: ReadOptions): WorkflowDefinition;
}): DialectReader {
  return {
    marks: dialect.marks,
    read: (document, translation, options) => {
      const findings = schemaFindings(dialect.schema, document);
      for (const finding of findings) translation.refuse(finding);
      return findings.length > 0 ? undefined : dialect.translate(document as Source, translation, options);
    },
  };
}

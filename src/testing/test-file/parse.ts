import type { z } from 'zod';
import type { Locate } from '../../core/definition/locate.ts';
import { parseDefinition } from '../../core/definition/parse.ts';
import type { Problem } from '../../core/definition/problem.ts';
import { inOrder } from '../../core/validation/order.ts';
import { problemOf } from '../../core/validation/validate-workflow.ts';
import { schemaFindings } from '../../core/validation/zod-issues.ts';
import { isObject } from '../../core/schema-check/keywords.ts';
import { messageSchema, mocksSchema, testFileSchema, type MessageSpec, type MockSpec, type TestFile } from './schema.ts';

/** A text that was read. */
export interface Parsed<T> {
  /** Absent when one of the problems is an error. */
  readonly value?: T;
  readonly problems: readonly Problem[];
  /** Where something stands in the text. */
  readonly locate: Locate;
}

/** Reads a test file; every problem has its line and column. Never throws. */
export function parseTestFile(text: string, file: string): Parsed<TestFile> {
  return parseWith(testFileSchema, text, { file, what: 'tests are a map with a list of "tests"' });
}

/** Reads a file with mocks: a map of `target.action` to how it answers. */
export function parseMocks(text: string, file: string): Parsed<Readonly<Record<string, MockSpec>>> {
  return parseWith(mocksSchema, text, { file, what: 'mocks are a map, such as "slack.send_notification: { returns: {} }"' });
}

/** Reads one message, such as `{ after: 2d, approve: { by: ann } }`. */
export function parseMessage(text: string, file: string): Parsed<MessageSpec> {
  return parseWith(messageSchema, text, { file, what: 'it is a map, such as "{ after: 2d, approve: { by: ann } }"' });
}

interface Source {
  readonly file: string;
  /** What it should be, for one that is no map. */
  readonly what: string;
}

function parseWith<T>(schema: z.ZodType<T>, text: string, { file, what }: Source): Parsed<T> {
  const { value, problems, locate } = parseDefinition(text, { file });
  if (problems.some(isError)) return { problems, locate };
  const options = { file, locate };
  if (!isObject(value)) {
    return { problems: [...problems, problemOf({ code: 'InvalidValue', pointer: '', message: what }, options)], locate };
  }
  const findings = schemaFindings(schema, value).map((finding) =>
    finding.code === 'MissingField' ? { ...finding, hint: undefined } : finding,
  );
  const all = [...problems, ...inOrder(findings, value).map((finding) => problemOf(finding, options))];
  return all.some(isError) ? { problems: all, locate } : { value: value as T, problems: all, locate };
}

export function isError({ severity }: Problem): boolean {
  return severity === 'error';
}

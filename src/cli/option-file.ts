import { readFile, stat } from 'node:fs/promises';

import { StepwrightError } from '../core/errors/stepwright-error.ts';

/**
 * Content of a file that an option names; `option` is how it was written.
 * @throws StepwrightError `InvalidInput` that says which option and why.
 */
export async function optionFile(path: string, option: string): Promise<Buffer> {
  try {
    if ((await stat(path)).isDirectory()) throw refuse(`${option}: ${path} is a folder`, 'Name a file in it.');
    return await readFile(path);
  } catch (error) {
    if (error instanceof StepwrightError) throw error;
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw refuse(
      `${option}: ${missing ? 'there is no file' : 'cannot read'} ${path}`,
      'Paths are relative to the folder you are in.',
      error,
    );
  }
}

/**
 * JSON in an option or its file; `where` names it, `hint` says how it should look.
 * @throws StepwrightError `InvalidInput` when it is no JSON.
 */
export function parseOption(text: string, where: string, hint: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw refuse(`${where}: not valid JSON: ${(error as Error).message}`, hint, error);
  }
}

/**
 * A value that may be any JSON, or `@file` with it; `name` says in errors which one.
 * @throws StepwrightError `InvalidInput` that says which one and why.
 */
export async function jsonOption(name: string, value: string): Promise<unknown> {
  const hint = `Give JSON, as in '{"amount": 5}' or '"text"', or @file.json.`;
  if (!value.startsWith('@')) return parseOption(value, name, hint);
  const file = value.slice(1);
  return parseOption((await optionFile(file, `${name} ${value}`)).toString('utf8'), file, hint);
}

/** A value as the user surely meant it: `5` is a number, `abc` a text. */
export function asJson(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/**
 * A map of names and values as JSON, or `@file` with it.
 * @throws StepwrightError `InvalidInput` that says which one and why.
 */
export async function jsonMap(name: string, value: string): Promise<Readonly<Record<string, unknown>>> {
  const given = await jsonOption(name, value);
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) return given as Readonly<Record<string, unknown>>;
  throw refuse(`${name}: must be a map of names and values`, `Give it as in '{"amount": 5}'.`);
}

function refuse(message: string, hint: string, cause?: unknown): StepwrightError {
  return new StepwrightError('InvalidInput', message, { class: 'validation', hint, ...(cause === undefined ? {} : { cause }) });
}

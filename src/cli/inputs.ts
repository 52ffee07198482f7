import { basename } from 'node:path';

import type { Config } from '../../worker/config.ts';
import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { PayloadFiles } from '../files/payload-files.ts';
import { asJson, optionFile, parseOption } from './option-file.ts';
import { withPayloads } from './payloads-of.ts';

/** Stages a file and gives the reference that stands for it in the run's input. */
export type StageFile = (name: string, content: Uint8Array) => Promise<unknown>;

const NAMED_FILE = /^([A-Za-z_][\w-]*)=@(.+)$/s;
const NAMED_VALUE = /^([A-Za-z_][\w-]*)=(.*)$/s;

/** The run's input from the `--input` options, its files staged where the workers find them. */
export function stagedInputs(options: readonly string[], config: Config): Promise<Record<string, unknown>> {
  return withPayloads(config, (payloads) => {
    const files = new PayloadFiles(payloads, () => ({ namespace: config.namespace }));
    return readInputs(options, (name, content) => files.write(name, content));
  });
}

/**
 * The run's input from the `--input` options, a later one over an earlier one, key by key: a JSON object, `@file` with one,
 * or `name=@path`, a file that is staged.
 * @throws StepwrightError `InvalidInput` that says which option and why.
 */
export async function readInputs(options: readonly string[], stage: StageFile): Promise<Record<string, unknown>> {
  const input: Record<string, unknown> = {};
  for (const option of options) Object.assign(input, await readInput(option, stage));
  return input;
}

async function readInput(option: string, stage: StageFile): Promise<Readonly<Record<string, unknown>>> {
  const [, name, path] = NAMED_FILE.exec(option) ?? [];
  if (name !== undefined && path !== undefined) return { [name]: await stage(basename(path), await optionFile(path, `--input ${option}`)) };
  if (option.startsWith('@')) {
    const file = option.slice(1);
    return parseObject((await optionFile(file, `--input ${option}`)).toString('utf8'), file);
  }
  const [, key, value] = option.trimStart().startsWith('{') ? [] : (NAMED_VALUE.exec(option) ?? []);
  if (key !== undefined && value !== undefined) {
    throw refuse(
      `--input ${option}: this form is only for files`,
      `Write --input '${JSON.stringify({ [key]: asJson(value) })}', or --input ${key}=@PATH for a file.`,
    );
  }
  return parseObject(option, '--input');
}

function parseObject(text: string, where: string): Readonly<Record<string, unknown>> {
  const value = parseOption(text, where, `Give an object as in --input '{"orderId": "ORD-1"}', or --input @order.json.`);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Readonly<Record<string, unknown>>;
  const found = Array.isArray(value) ? 'a list' : value === null ? 'null' : `a ${typeof value}`;
  throw refuse(`${where}: the input must be a JSON object, not ${found}`, 'Its keys are the names the definition reads, such as $orderId.');
}

function refuse(message: string, hint: string): StepwrightError {
  return new StepwrightError('InvalidInput', message, { class: 'validation', hint });
}

import type { Stats } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';

import { parse as parseYaml } from 'yaml';

import { StepwrightError } from '../../../src/core/errors/stepwright-error.ts';
import { parseDotenv } from './dotenv.ts';
import type { SecretProvider } from './provider.ts';

/** Bytes. A secret is a word or a key, not a document. */
const LARGEST = 1024 * 1024;
const READABLE_BY_OTHERS = 0o004;

/**
 * Secrets in one file (`.json`, `.yaml`, `.yml`: a map of texts; any other: `NAME=value` lines), or in a folder with a file
 * for each, as Docker and Kubernetes mount them. Read whenever one is asked for, so that a new value counts at once.
 */
export class FileSecrets implements SecretProvider {
  readonly #path: string;
  readonly #warn: (message: string) => void;
  #warned = false;

  /** @param warn told once when anybody on the machine can read the file */
  constructor(path: string, warn: (message: string) => void) {
    this.#path = path;
    this.#warn = warn;
  }

  place(): string {
    return `the file or folder ${this.#path}`;
  }

  /** @throws StepwrightError `InvalidValue` when the file can't be understood; its text is never quoted */
  async get(name: string): Promise<string | undefined> {
    const found = await statOf(this.#path);
    if (found === undefined) return undefined;
    if (found.isDirectory()) return withoutLastNewline(await textOf(join(this.#path, name)));
    if ((found.mode & READABLE_BY_OTHERS) !== 0 && !this.#warned) {
      this.#warned = true;
      this.#warn(`everybody on this machine can read the secrets in ${this.#path}: chmod 600 it`);
    }
    const values = this.#parse((await textOf(this.#path)) ?? '');
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined || typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    throw invalid(`the secret "${name}" in ${this.#path} is not a text`, 'put its value into quotes');
  }

  #parse(text: string): Readonly<Record<string, unknown>> {
    const parser = PARSERS[extname(this.#path).toLowerCase()] ?? parseDotenv;
    let values: unknown;
    try {
      values = parser(text);
    } catch {
      // What a parser says about a text quotes it.
      throw invalid(`the secrets file ${this.#path} can't be parsed`, 'write a map of names to texts');
    }
    if (typeof values === 'object' && values !== null && !Array.isArray(values)) return values as Readonly<Record<string, unknown>>;
    throw invalid(`the secrets file ${this.#path} is no map`, 'write a map of names to texts');
  }
}

const PARSERS: Readonly<Record<string, (text: string) => unknown>> = {
  '.json': JSON.parse,
  '.yaml': (text) => parseYaml(text) as unknown,
  '.yml': (text) => parseYaml(text) as unknown,
};

async function statOf(path: string): Promise<Stats | undefined> {
  return stat(path).catch(unlessMissing);
}

async function textOf(path: string): Promise<string | undefined> {
  const found = await statOf(path);
  if (found === undefined || !found.isFile()) return undefined;
  if (found.size > LARGEST) throw invalid(`${path} has ${found.size} bytes, more than ${LARGEST}`, 'keep a secret short');
  return readFile(path, 'utf8');
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
  return undefined;
}

function withoutLastNewline(text: string | undefined): string | undefined {
  return text?.replace(/\r?\n$/, '');
}

function invalid(message: string, hint: string): StepwrightError {
  return new StepwrightError('InvalidValue', message, { class: 'permanent', hint });
}

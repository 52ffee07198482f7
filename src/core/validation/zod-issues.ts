import type { z } from 'zod';
import { pointerTo } from '../definition/pointer.ts';
import { ERROR_CODES, type ErrorCode } from '../errors/codes.ts';
import { nearest } from '../errors/nearest.ts';
import { isFields } from './fields.ts';
import { didYouMean, listed, type Finding } from './finding.ts';

type Issue = z.core.$ZodIssue;

/** Words for fields that other workflow languages use. */
const SYNONYMS: Readonly<Record<string, string>> = {
  needs: 'dependsOn',
  dependencies: 'dependsOn',
  retries: 'retryCount',
  with: 'params',
  args: 'params',
  inputs: 'params',
  if: 'when',
  condition: 'when',
  else: 'default',
  // Our own, where another language is imported.
  dependsOn: 'dependencies',
  retry: 'retries',
  when: 'condition',
};

const NOUNS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  record: 'a map',
  null: 'null',
};

/** Checks a value against a zod schema and says in the words of the language what does not fit. */
export function schemaFindings(schema: z.ZodType, value: unknown): readonly Finding[] {
  const known = new Map<string, readonly string[]>();
  const result = schema.safeParse(value, {
    error: (issue) => {
      if (issue.code === 'unrecognized_keys') known.set(pathKey(issue.path ?? []), keysOf(issue.inst));
      return undefined;
    },
  });
  return result.success ? [] : result.error.issues.flatMap((issue) => new Reader(value, known).findings(issue, []));
}

class Reader {
  readonly #root: unknown;
  readonly #known: ReadonlyMap<string, readonly string[]>;

  constructor(root: unknown, known: ReadonlyMap<string, readonly string[]>) {
    this.#root = root;
    this.#known = known;
  }

  findings(issue: Issue, above: readonly PropertyKey[]): readonly Finding[] {
    const path = [...above, ...issue.path];
    const pointer = path.reduce<string>((sum, key) => pointerTo(sum, String(key)), '');
    switch (issue.code) {
      case 'unrecognized_keys':
        return issue.keys.flatMap((key) => this.#unknownField(key, issue.path, pointer));
      case 'invalid_union':
        return this.#union(issue, path, pointer);
      case 'invalid_key':
        return issue.issues.flatMap((inner) => this.findings(inner, path)).map((finding) => ({ ...finding, at: 'key' as const }));
      case 'invalid_type':
      case 'invalid_value':
        return [this.#wrongValue(issue, path, pointer)];
      case 'custom':
        return [
          {
            code: codeOf(issue),
            pointer,
            message: `${label(path)}: ${issue.message}${shown(valueAt(this.#root, path))}`,
            hint: textOf(issue.params?.['hint']),
          },
        ];
      default:
        return [{ code: 'InvalidValue', pointer, message: `${label(path)} ${plain(issue)}` }];
    }
  }

  #wrongValue(issue: z.core.$ZodIssueInvalidType | z.core.$ZodIssueInvalidValue, path: readonly PropertyKey[], pointer: string): Finding {
    const value = valueAt(this.#root, path);
    if (value === undefined) return { code: 'MissingField', pointer, message: `${label(path)} is missing`, hint: this.#missingHint(path) };
    if (issue.code === 'invalid_type') {
      return {
        code: 'InvalidValue',
        pointer,
        message: `${label(path)} must be ${NOUNS[issue.expected] ?? issue.expected}, not ${nounOf(value)}`,
      };
    }
    const values = issue.values.map(String);
    const hint = typeof value === 'string' ? didYouMean(nearest(value, values)) : undefined;
    return { code: 'InvalidValue', pointer, message: `${label(path)} must be ${oneOf(values)}${shown(value)}`, hint };
  }

  #missingHint(path: readonly PropertyKey[]): string | undefined {
    const key = path.at(-1);
    const holder = valueAt(this.#root, path.slice(0, -1));
    if ((key !== 'target' && key !== 'action') || !isFields(holder) || holder['type'] !== undefined) return undefined;
    return 'a step without "type" calls an action: give it target and action, or a type';
  }

  #unknownField(key: string, path: readonly PropertyKey[], pointer: string): readonly Finding[] {
    if (key.startsWith('x-')) return [];
    const known = this.#known.get(pathKey(path)) ?? [];
    const synonym = SYNONYMS[key];
    const meant = synonym !== undefined && known.includes(synonym) ? synonym : nearest(key, known);
    return [
      {
        code: 'UnknownField',
        pointer: pointerTo(pointer, key),
        at: 'key',
        message: `unknown field "${key}"${path.length === 0 ? '' : ` in ${label(path)}`}`,
        hint:
          didYouMean(meant) ?? (known.length === 0 ? undefined : `known here: ${listed(known, 30)}; fields of your own begin with "x-"`),
      },
    ];
  }

  /** Of the alternatives, the one that came furthest is surely meant. */
  #union(issue: z.core.$ZodIssueInvalidUnion, path: readonly PropertyKey[], pointer: string): readonly Finding[] {
    const value = valueAt(this.#root, path);
    if (issue.errors.length === 0) {
      const options = ('options' in issue && Array.isArray(issue.options) ? issue.options : []).filter(
        (each): each is string => typeof each === 'string',
      );
      const hint = typeof value === 'string' ? didYouMean(nearest(value, options)) : undefined;
      return [
        {
          code: 'InvalidValue',
          pointer,
          message: `${label(path)} must be ${oneOf(options)}${shown(value)}`,
          hint: hint ?? `known: ${listed(options, 30)}`,
        },
      ];
    }
    if (value === undefined) return [{ code: 'MissingField', pointer, message: `${label(path)} is missing` }];
    const inside = issue.errors.find((errors) =>
      errors.every((each) => each.path.length > 0 || each.code === 'custom' || each.code === 'unrecognized_keys'),
    );
    if (inside !== undefined) return inside.flatMap((each) => this.findings(each, path));
    const expected = issue.errors.flatMap((errors) => errors.map(expectedOf));
    return [{ code: 'InvalidValue', pointer, message: `${label(path)} must be ${[...new Set(expected)].join(' or ')}${shown(value)}` }];
  }
}

function expectedOf(issue: Issue): string {
  if (issue.code === 'invalid_type') return NOUNS[issue.expected] ?? issue.expected;
  return issue.code === 'invalid_value' ? oneOf(issue.values.map(String)) : plain(issue);
}

/** zod's sentence without its preamble: `Too small: expected number to be >=1`. */
function plain(issue: Issue): string {
  if (issue.code === 'too_small') return `must be at least ${issue.minimum}${unitOf(issue.origin)}`;
  if (issue.code === 'too_big') return `must be at most ${issue.maximum}${unitOf(issue.origin)}`;
  return issue.message.replace(/^[^:]*: /, '');
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters long';
  return origin === 'array' ? ' long' : '';
}

function codeOf(issue: z.core.$ZodIssueCustom): ErrorCode {
  const code = issue.params?.['code'];
  return ERROR_CODES.find((known) => known === code) ?? 'InvalidValue';
}

function keysOf(schema: unknown): readonly string[] {
  const shape = (schema as { readonly _zod?: { readonly def?: { readonly shape?: object } } } | undefined)?._zod?.def?.shape;
  return shape === undefined ? [] : Object.keys(shape);
}

function pathKey(path: readonly PropertyKey[]): string {
  return JSON.stringify(path.map(String));
}

/** How a value is named in a message: its field, or its place in a list. */
function label(path: readonly PropertyKey[]): string {
  const last = path.at(-1);
  if (last === undefined) return 'the definition';
  return typeof last === 'number' ? `${String(path.at(-2) ?? 'list')}[${last}]` : `"${String(last)}"`;
}

function oneOf(values: readonly string[]): string {
  return values.length === 1 ? String(values[0]) : `one of ${listed(values)}`;
}

function shown(value: unknown): string {
  if (typeof value === 'object' && value !== null) return '';
  const text = JSON.stringify(value);
  return text === undefined || text.length > 60 ? '' : `: ${text}`;
}

export function nounOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return NOUNS[typeof value] ?? typeof value;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let at = root;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Readonly<Record<PropertyKey, unknown>>)[key];
  }
  return at;
}

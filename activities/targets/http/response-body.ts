import { StepwrightError } from '../../../src/core/errors/stepwright-error.ts';
import type { FileAccess } from '../../../src/core/target/target.ts';
import type { Response } from './exchange.ts';

export type ResponseType = 'auto' | 'json' | 'text' | 'base64' | 'file';

const TEXT = /^(?:text\/|application\/(?:xml|javascript|ecmascript|x-www-form-urlencoded|yaml|x-yaml|toml|sql|graphql)|[^;]*\+xml)/;
const JSON_TYPE = /^(?:application|text)\/(?:[^;]*\+)?json/;

/** A response's body as the step wants it; null where there is none. */
export async function bodyOf(
  response: Response,
  type: ResponseType,
  at: { readonly url: URL; readonly files: FileAccess },
): Promise<unknown> {
  const { body, headers } = response;
  const contentType = headers['content-type']?.trim().toLowerCase() ?? '';
  if (type === 'base64') return body.toString('base64');
  if (type === 'file') return at.files.write(nameOf(at.url, headers), body, ...mediaType(contentType));
  if (type === 'text') return textOf(body, contentType);
  if (body.length === 0) return null;
  if (type === 'json') return parseJson(textOf(body, contentType), at.url);
  if (JSON_TYPE.test(contentType)) return parseJson(textOf(body, contentType), at.url);
  if (TEXT.test(contentType) || (contentType === '' && isUtf8(body))) return textOf(body, contentType);
  return at.files.write(nameOf(at.url, headers), body, ...mediaType(contentType));
}

/** Text for error messages; undefined for what is no text. */
export function excerptOf({ body, headers }: Response, length: number): string | undefined {
  const contentType = headers['content-type']?.toLowerCase() ?? '';
  if (body.length === 0 || !(JSON_TYPE.test(contentType) || TEXT.test(contentType) || contentType === '')) return undefined;
  return textOf(body.subarray(0, length * 4), contentType).slice(0, length);
}

function parseJson(text: string, url: URL): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new StepwrightError('InvalidResponse', `${url.host} answered with text that is not JSON: ${JSON.stringify(text.slice(0, 100))}`, {
      class: 'permanent',
      hint: 'read it with responseType: text',
      cause: error,
    });
  }
}

function textOf(body: Buffer, contentType: string): string {
  const charset = /charset="?([^";]+)/.exec(contentType)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset).decode(body);
  } catch {
    // A charset that nobody knows.
    return body.toString('utf8');
  }
}

function isUtf8(body: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(body);
    return true;
  } catch {
    return false;
  }
}

function mediaType(contentType: string): [] | [string] {
  const [type = ''] = contentType.split(';');
  return type === '' ? [] : [type.trim()];
}

function nameOf(url: URL, headers: Readonly<Record<string, string>>): string {
  const given = /filename="?([^";]+)"?/i.exec(headers['content-disposition'] ?? '')?.[1];
  const last = given ?? url.pathname.split('/').at(-1) ?? '';
  return last.split(/[/\\]/).at(-1) || 'response';
}

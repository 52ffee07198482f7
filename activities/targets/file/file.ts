import { StepwrightError } from '../../../src/core/errors/stepwright-error.ts';
import { fileSpec } from '../../../src/core/target/builtin/file.ts';
import type { FileAccess, Target } from '../../../src/core/target/target.ts';
import { isFileRef } from '../../../src/files/payload-files.ts';
import { contentTypeOf } from '../content.ts';
import { implement } from '../implement.ts';
import type { DataFolder } from '../local/data-folder.ts';
import { Files } from './files.ts';

/** Bytes of a file whose content travels in the result; larger ones travel by reference. */
const LARGEST_INLINE = 16 * 1024 * 1024;
const LARGEST = 2 ** 31 - 1;

/** @param root the only folder that definitions can reach */
export function fileTarget(root: string, data: DataFolder): Target {
  const files = new Files(root, data);
  return implement(fileSpec, {
    async read({ path, encoding }, ctx) {
      const found = await files.read(path, encoding === 'file' ? LARGEST : LARGEST_INLINE);
      const size = found.bytes.byteLength;
      if (encoding === 'file') {
        const name = found.path.slice(found.path.lastIndexOf('/') + 1);
        return {
          path: found.path,
          content: await ctx.files.write(name, found.bytes, contentTypeOf(name)),
          encoding: 'file' as const,
          size,
        };
      }
      const text = encoding === 'base64' ? undefined : textOf(found.bytes);
      if (text !== undefined) return { path: found.path, content: text, encoding: 'utf8' as const, size };
      if (encoding === 'utf8')
        throw new StepwrightError('InvalidValue', `${JSON.stringify(found.path)} is not UTF-8 text`, {
          hint: 'read it with encoding: base64 or file',
        });
      return { path: found.path, content: found.bytes.toString('base64'), encoding: 'base64' as const, size };
    },
    async write({ path, content, encoding }, ctx) {
      return { path: await files.write(path, await bytesOf(content, encoding, ctx.files), ctx) };
    },
    async append({ path, content, encoding }, ctx) {
      return { path: await files.append(path, await bytesOf(content, encoding, ctx.files), ctx) };
    },
    copy: async ({ path, to }, ctx) => ({ path: await files.copy(path, to, ctx) }),
    move: async ({ path, to }, ctx) => ({ path: await files.move(path, to, ctx) }),
    delete: async ({ path }, ctx) => ({ path: await files.delete(path, ctx) }),
    list: async ({ path }) => ({ entries: [...(await files.list(path ?? ''))] }),
  });
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

async function bytesOf(content: unknown, encoding: 'utf8' | 'base64' | null | undefined, files: FileAccess): Promise<Uint8Array> {
  if (isFileRef(content)) return files.read(content);
  if (encoding === 'base64') {
    if (typeof content === 'string' && /^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(content)) return Buffer.from(content, 'base64');
    throw new StepwrightError('InvalidParams', 'content: not base64', { class: 'validation' });
  }
  if (content === null) return new Uint8Array();
  return Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));
}

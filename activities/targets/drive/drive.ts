import { driveSpec } from '../../../src/core/target/builtin/drive.ts';
import type { Target } from '../../../src/core/target/target.ts';
import { contentOf, contentTypeOf } from '../content.ts';
import { implement } from '../implement.ts';
import { present } from '../present.ts';
import { categorise } from './categorise.ts';
import type { DriveProvider } from './provider.ts';

export function driveTarget(provider: DriveProvider): Target {
  return implement(driveSpec, {
    async file_document(params, ctx) {
      const { bytes, contentType } = await contentOf(params.content ?? '', ctx.files);
      return provider.create(
        {
          name: params.name,
          folder: params.folder ?? categorise(params.name, params.type ?? undefined, new Date()),
          content: bytes,
          contentType: params.contentType ?? contentType ?? contentTypeOf(params.name),
          ...present({ description: params.description }),
        },
        ctx,
      );
    },
    async delete_file({ fileId }, ctx) {
      await provider.delete(fileId, ctx);
      return { fileId, deleted: true };
    },
  });
}

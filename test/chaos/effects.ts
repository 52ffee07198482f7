import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { appendOnce } from '../../activities/targets/file/append-once.ts';
import { DataFolder } from '../../activities/targets/local/data-folder.ts';
import { StepwrightError } from '../../src/core/errors/stepwright-error.ts';
import { action } from '../../src/core/target/action.ts';
import { defineTarget } from '../../src/core/target/define-target.ts';
import type { Target } from '../../src/core/target/target.ts';

const params = z.object({
  /** Run id and what is done, separated by a slash: a run has each effect once, whatever the key of the call was. */
  name: z.string(),
  /** Attempts that fail, for a while. */
  failures: z.number().default(0),
  /** They fail after the effect, as a call does whose answer is lost. */
  afterwards: z.boolean().default(false),
  /** Never succeeds, until a person says otherwise. */
  broken: z.boolean().default(false),
});

/** Effects that are lines of files, one file for each run. They happen once for each idempotency key. */
export function effectsTarget(folder: string): Target {
  const data = new DataFolder(join(folder, 'data'));
  const happen = (name: string, call: { readonly idempotencyKey: string; readonly signal: AbortSignal }) =>
    appendOnce(data, join(folder, 'effects', fileOf(name)), { ...call, bytes: Buffer.from(`${name}\n`) });
  return defineTarget('chaos', {
    actions: {
      effect: action({
        params,
        idempotent: true,
        async run({ name, failures, afterwards, broken }, ctx) {
          appendFileSync(join(folder, 'executions'), `${name}\n`);
          if (broken) throw new StepwrightError('Broken', `${name} can't be done`, { class: 'permanent' });
          const fails = ctx.attempt <= failures;
          if (!fails || afterwards) await happen(name, ctx);
          if (fails) throw new StepwrightError('Busy', `${name} is not to be had right now`, { class: 'transient' });
          return { name };
        },
      }),
    },
  });
}

/** Every effect that happened, as often as it did. */
export function effectsIn(folder: string): readonly string[] {
  const files = readdirSync(join(folder, 'effects'));
  return files.flatMap((file) => linesOf(join(folder, 'effects', file)));
}

/** How often an effect was asked for. */
export function executionsIn(folder: string): number {
  return linesOf(join(folder, 'executions')).length;
}

function fileOf(name: string): string {
  return name.slice(0, name.indexOf('/'));
}

function linesOf(file: string): readonly string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}

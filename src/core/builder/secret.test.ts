import { describe, expect, it } from 'vitest';

import { targets } from './builtin-actions.ts';
import { text } from './expressions.ts';
import { secret } from './roots.ts';
import { workflow } from './workflow.ts';

/** The params of a workflow's one step. */
function echoed(params: Record<string, unknown>): unknown {
  const { steps } = workflow('echo', { name: 'Echo' }, (w) => void w.action('echo', targets.util.echo, { params }));
  return steps?.map((step) => (step as { readonly params?: unknown }).params)[0];
}

describe('secrets', () => {
  it('stand alone and in text, whatever follows them', () => {
    expect(
      echoed({
        alone: secret('TOKEN'),
        only: text`${secret('TOKEN')}`,
        text: text`Bearer ${secret('TOKEN')}`,
        around: text`a${secret('A-B')}b ${secret('X')}.c`,
        literal: '$secrets.TOKEN',
      }),
    ).toEqual({
      alone: '$secrets.TOKEN',
      only: '$secrets.TOKEN',
      text: 'Bearer $secrets.TOKEN',
      around: 'a$secrets["A-B"]b $secrets["X"].c',
      literal: '$$secrets.TOKEN',
    });
  });

  it('have a name', () => {
    expect(() => secret('../key')).toThrow(expect.objectContaining({ code: 'InvalidValue' }));
  });
});

import { describe, expect, test } from 'vitest';

import { called, execution, factsOf } from '../../../test/helpers/run-facts.ts';
import { layoutOf } from './flame-layout.ts';
import { flameSvg } from './flame-svg.ts';
import { profileOf } from './profile-of.ts';
import type { RunProfile } from './run-profile.ts';

/** A run with each thing that is drawn in its own way. */
const drawn = (): RunProfile =>
  profileOf(
    factsOf(
      4000,
      [
        ...execution('fetch', [0, 2000], { attempts: 3, usage: { cpu: 40 } }),
        ...execution('both', [2000, 3000]),
        ...execution('both.one.a', [2000, 2600]),
        ...execution('both.two.b', [2000, 3000]),
        ...execution('sign', [3000, 4000], { waits: 3000 }),
      ],
      {
        runId: 'order-<1> & "co"',
        calls: [
          called('fetch', { from: 20, taken: 1500, to: 1990 }, { attempt: 3, delays: 1000 }),
          called('both.one.a', { from: 2010, taken: 2200, to: 2590 }),
          called('both.two.b', { from: 2010, taken: 2020, to: 2990 }),
        ],
      },
    ),
  );

const rowsOf = (profile: RunProfile) => layoutOf(profile.spans).boxes.map(({ span, row }) => `${row} ${span.path}`);

describe('the picture of a run', () => {
  test('is drawn', async () => {
    await expect(flameSvg(drawn())).toMatchFileSnapshot('../../../test/fixtures/profile/flame.svg');
  });

  test('has what overlaps below each other, and what comes after in the same row', () => {
    const lines = [
      ...execution('both', [0, 100]),
      ...execution('both.one.a', [0, 50]),
      ...execution('both.one.b', [50, 100]),
      ...execution('both.two.c', [0, 100]),
      ...execution('after', [100, 110]),
    ];
    expect(rowsOf(profileOf(factsOf(110, lines)))).toEqual([
      '0 run-1',
      '1 both',
      '2 both.one',
      '3 both.one.a',
      '3 both.one.b',
      '5 both.two',
      '6 both.two.c',
      '1 after',
    ]);
  });

  test('leaves out what is too thin to be seen', () => {
    const lines = [...execution('long', [0, 100_000]), ...execution('short', [100_000, 100_001])];
    const svg = flameSvg(profileOf(factsOf(100_001, lines)));
    expect(svg).toContain('<title>long: COMPLETED');
    expect(svg).not.toContain('<title>short');
    expect(svg).toContain('>1 too short to be drawn<');
  });

  test('holds no character that XML has none for, and no markup of others', () => {
    const svg = flameSvg({ ...drawn(), workflowName: 'a\u0000<script>\uD800' });
    expect(svg).toContain('(a&lt;script&gt;)');
    expect(svg).not.toContain('<script>');
  });

  test('is there for a run of which nothing is known', () => {
    expect(flameSvg(profileOf(factsOf(0, [], { trail: [] })))).toMatch(/^<svg .*<\/svg>\n$/s);
  });
});

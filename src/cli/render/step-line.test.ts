import picocolors from 'picocolors';
import { describe, expect, it } from 'vitest';

import { columnsFor, oneLine, renderStepLine } from './step-line.ts';

const plain = picocolors.createColors(false);

describe('renderStepLine', () => {
  const columns = columnsFor([
    { path: 'file-drive', name: 'File invoice in Drive' },
    { path: 'notify', name: 'notify' },
  ]);

  it('aligns columns and says where something was written', () => {
    const done = { status: 'COMPLETED', path: 'file-drive', name: 'File invoice in Drive', duration: 142, where: 'drive/x.pdf' } as const;
    expect(renderStepLine(done, columns, plain)).toBe('  ✔ file-drive  File invoice in Drive   142 ms  → drive/x.pdf');
  });

  it('leaves out a name that only repeats the id', () => {
    expect(renderStepLine({ status: 'COMPLETED', path: 'notify', name: 'notify', duration: 9 }, columns, plain)).toBe(
      `  ✔ notify      ${' '.repeat(21)}     9 ms`,
    );
  });

  it('shows attempts, a skip and the error on one line', () => {
    const failed = { status: 'FAILED', path: 'a', name: 'a', attempts: 3, error: 'card service\n  said 503' } as const;
    expect(renderStepLine(failed, { path: 1, name: 0 }, plain)).toMatch(/^ {2}✖ a .* 3 attempts {2}card service said 503$/);
    expect(renderStepLine({ status: 'SKIPPED', path: 'a', name: 'a' }, { path: 1, name: 0 }, plain)).toMatch(/^ {2}– a .*skipped$/);
  });

  it('says that a result was kept', () => {
    const line = { status: 'COMPLETED', path: 'a', name: 'a', duration: 1, cached: true } as const;
    expect(renderStepLine(line, { path: 1, name: 0 }, plain)).toMatch(/1 ms {2}cached$/);
  });

  it('has no escape without colour, and some with', () => {
    const line = { status: 'COMPLETED', path: 'a', name: 'a' } as const;
    expect(renderStepLine(line, columns, plain)).not.toContain('\u001B');
    expect(renderStepLine(line, columns, picocolors.createColors(true))).toContain('\u001B[32m');
  });

  it('does not let one long name push all columns away', () => {
    expect(columnsFor([{ path: 'x'.repeat(500), name: 'y'.repeat(500) }])).toEqual({ path: 32, name: 40 });
  });
});

it('oneLine cuts what is too long for a line', () => {
  expect(oneLine('a'.repeat(1000))).toHaveLength(200);
  expect(oneLine(' a \n b ')).toBe('a b');
});

import { describe, expect, it } from 'vitest';

import type { SheetsProvider } from '../../activities/targets/sheets/provider.ts';
import { effect, refusal } from './effect.ts';

/** What every Sheets provider does; `cells` gives header and rows of a sheet, without the provider's own column. */
export function sheetsContract(
  open: () => { readonly provider: SheetsProvider; cells(id: string): Promise<readonly (readonly string[])[]> },
): void {
  describe('sheets provider', () => {
    it('appends rows by column, adding those that are new', async () => {
      const { provider, cells } = open();
      const first = await provider.appendRows('s', [{ Vendor: 'Acme, Inc.', Amount: 1500 }], effect('a'));
      expect(first).toEqual({
        spreadsheetId: 's',
        url: expect.any(String) as string,
        row: 1,
        rows: 1,
        rowId: expect.any(String) as string,
      });
      expect(await provider.appendRows('s', [{ Amount: 7, Note: 'two\nlines "quoted"' }], effect('b'))).toMatchObject({ row: 2 });
      expect(await cells('s')).toEqual([
        ['Vendor', 'Amount', 'Note'],
        ['Acme, Inc.', '1500', ''],
        ['', '7', 'two\nlines "quoted"'],
      ]);
    });

    it('appends rows by position, naming columns as spreadsheets do', async () => {
      const { provider, cells } = open();
      expect(await provider.appendRows('s', [['a', null, { x: 1 }], [true]], effect('a'))).toMatchObject({ row: 1, rows: 2 });
      expect(await cells('s')).toEqual([
        ['A', 'B', 'C'],
        ['a', '', '{"x":1}'],
        ['true', '', ''],
      ]);
    });

    it('writes once for each key', async () => {
      const { provider, cells } = open();
      const first = await provider.appendRows('s', [['a']], effect('a'));
      await provider.appendRows('s', [['b']], effect('b'));
      expect(await provider.appendRows('s', [['a']], effect('a'))).toEqual(first);
      expect(await cells('s')).toHaveLength(3);
    });

    it('replaces the cells of a row', async () => {
      const { provider, cells } = open();
      await provider.appendRows('s', [{ A: 1, B: 2 }], effect('a'));
      await provider.updateRow('s', { row: 1, cells: { B: 'new' } }, effect('b'));
      expect(await cells('s')).toEqual([
        ['A', 'B'],
        ['1', 'new'],
      ]);
      expect(await refusal(provider.updateRow('s', { row: 9, cells: ['x'] }, effect('c')))).toMatchObject({ code: 'NotFound' });
    });

    it('removes what one call wrote, whatever has moved, twice if asked to', async () => {
      const { provider, cells } = open();
      const { rowId } = await provider.appendRows('s', [['a1'], ['a2']], effect('a'));
      const other = await provider.appendRows('s', [['b']], effect('b'));
      expect(await provider.deleteRows('s', rowId, effect('a~rollback'))).toBe(2);
      expect(await provider.deleteRows('s', rowId, effect('a~rollback'))).toBe(2);
      expect(await cells('s')).toEqual([['A'], ['b']]);
      expect(await provider.deleteRows('s', other.rowId, effect('b~rollback'))).toBe(1);
      expect(await refusal(provider.deleteRows('s', 'nope', effect('x')))).toMatchObject({ code: 'NotFound' });
    });

    it('loses nothing when many write at once', async () => {
      const { provider, cells } = open();
      await Promise.all(Array.from({ length: 40 }, (_empty, index) => provider.appendRows('s', [[index]], effect(`k${index}`))));
      expect(new Set((await cells('s')).flat()).size).toBe(41);
    });
  });
}

import fc from 'fast-check';
import { expect, it } from 'vitest';

import { formatCsv, parseCsv } from './csv.ts';

const awkward = fc.oneof(fc.string(), fc.constantFrom('"', ',', '\n', '\r\n', '\r', ' x ', '""', 'a,"b"\nc', 'é', '', ' '));

it('reads back what it wrote', () => {
  fc.assert(
    fc.property(fc.array(fc.array(awkward, { minLength: 1 })), (rows) => {
      expect(parseCsv(formatCsv(rows))).toEqual(rows);
    }),
  );
});

it('writes plain cells plainly', () => {
  expect(formatCsv([['Date', 'Acme, Inc.', 'say "hi"', '1500']])).toBe('Date,"Acme, Inc.","say ""hi""",1500\n');
});

it('reads what spreadsheets write', () => {
  expect(parseCsv('\uFEFFa,b\r\n1,"x\r\ny"\r\n3')).toEqual([['a', 'b'], ['1', 'x\r\ny'], ['3']]);
});

import { join, resolve, sep } from 'node:path';

import fc from 'fast-check';
import { expect, it } from 'vitest';

import { safeFolder, safeName } from './safe-name.ts';

it('leaves ordinary names alone', () => {
  for (const name of ['Invoice-Acme-2025-001.pdf', 'Q4 report: final (2).pdf', 'général', 'a_b-c', 'your-tracking-spreadsheet-id']) {
    expect(safeName(name)).toBe(name);
  }
});

it('keeps the ending of a name it changes, and tells two such names apart', () => {
  expect(safeName('../../etc/passwd.pdf')).toMatch(/^_+\.*_*etc_passwd~[0-9a-f]{8}\.pdf$/);
  expect(safeName('a/b.txt')).not.toBe(safeName('a\\b.txt'));
});

it('never leads out of its folder, whatever the name', () => {
  const root = resolve('/data/drive');
  const nasty = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.constantFrom('..', '.', '/', '\\', '\0', 'a', ' ', '~')).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(nasty, nasty, (folder, name) => {
      const path = join(root, ...safeFolder(folder), safeName(name));
      expect(path.startsWith(root + sep)).toBe(true);
      expect(path).not.toContain('\0');
      expect(Buffer.byteLength(safeName(name))).toBeLessThan(250);
    }),
  );
});

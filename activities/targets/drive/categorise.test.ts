import { expect, it } from 'vitest';

import { categorise } from './categorise.ts';

const now = new Date('2026-06-01');

it.each([
  ['Invoice-Acme-2025-001.pdf', undefined, 'Invoices/2025'],
  ['scan.pdf', 'INVOICE', 'Invoices/2026'],
  ['Order-ORD-2025-001.pdf', 'ORDER', 'Orders/2025'],
  ['Q4-2024-Financial-Report.pdf', undefined, 'Reports/2024'],
  ['notes.txt', undefined, 'Documents/2026'],
  ['notes.txt', 'MEETING_NOTES', 'Meeting notes/2026'],
  ['A120251.txt', '', 'Documents/2026'],
])('%s of type %s goes to %s', (name, type, folder) => {
  expect(categorise(name, type, now)).toBe(folder);
});

import { expect, it } from 'vitest';

import { definitionHash } from './definition-hash.ts';

it('is the same whatever the order of keys, and only of keys', () => {
  const hash = definitionHash({ id: 'a', steps: [{ id: 'x', params: { b: 1, a: [1, 2] } }] });
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  expect(definitionHash({ steps: [{ params: { a: [1, 2], b: 1 }, id: 'x' }], id: 'a', version: undefined })).toBe(hash);
  expect(definitionHash({ id: 'a', steps: [{ id: 'x', params: { b: 1, a: [2, 1] } }] })).not.toBe(hash);
  expect(definitionHash({ id: 'a', steps: [{ id: 'x', params: { b: '1', a: [1, 2] } }] })).not.toBe(hash);
});

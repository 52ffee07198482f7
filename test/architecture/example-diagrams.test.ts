import { describe, expect, it } from 'vitest';

import { examplePages } from '../helpers/example-diagrams.ts';

const pages = await examplePages();

describe('examples', () => {
  it('are there', () => {
    expect(pages.length).toBeGreaterThan(5);
  });

  it.each(pages)('the page of $example shows its definition as it is (npm run draw-examples)', ({ text, drawn }) => {
    expect(text).toBe(drawn);
  });
});

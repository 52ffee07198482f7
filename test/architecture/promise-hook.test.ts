import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

import '../../workflows/no-stack-traces.ts';

const SDK = readFileSync(fileURLToPath(import.meta.resolve('@temporalio/worker')).replace(/index\.js$/, 'workflow/vm-shared.js'), 'utf8');

/** As the SDK's promise hook asks for something of the workflow that a promise belongs to. */
function asked(code: string): unknown {
  expect(SDK).toContain(`'${code}'`);
  const { constructor } = Promise.resolve() as unknown as {
    readonly constructor: { readonly constructor: (code: string) => () => unknown };
  };
  return constructor.constructor(code)();
}

test("the SDK finds a promise's workflow, whose task alone fails for a rejection that nobody handles", () => {
  const activator = { info: { runId: 'r' } };
  Object.assign(globalThis, { __TEMPORAL_ACTIVATOR__: activator });
  expect(asked('return globalThis.__TEMPORAL_ACTIVATOR__')).toBe(activator);
});

test('the SDK gets no stack trace for it', () => {
  const Untraced = asked('return globalThis.Error') as new () => object;
  expect(new Untraced()).not.toHaveProperty('stack');
});

import { expect, test } from 'vitest';

import { Gate } from './gate.ts';
import { Scope } from './scope.ts';

async function settled(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}

test('an open gate lets everyone pass', async () => {
  expect(new Gate().pass(Scope.root())).toBeUndefined();
});

test('a closed gate holds until it is opened, then lets go in the order of coming', async () => {
  const gate = new Gate();
  const passed: number[] = [];
  gate.close();
  for (const n of [1, 2, 3]) void gate.pass(Scope.root())?.then(() => passed.push(n));
  await settled();
  expect(passed).toEqual([]);
  gate.open();
  await settled();
  expect(passed).toEqual([1, 2, 3]);
});

test('a gate closed again before those who waited went on holds them still', async () => {
  const gate = new Gate();
  let passed = false;
  gate.close();
  void gate.pass(Scope.root())?.then(() => (passed = true));
  gate.open();
  gate.close();
  await settled();
  expect(passed).toBe(false);
});

test('a cancelled scope does not wait', async () => {
  const gate = new Gate();
  const scope = Scope.root();
  gate.close();
  const passing = gate.pass(scope);
  scope.cancel('cancelled');
  await expect(passing).resolves.toBeUndefined();
  await expect(gate.pass(scope)).resolves.toBeUndefined();
});

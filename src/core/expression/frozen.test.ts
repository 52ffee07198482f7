import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';

/** As Temporal's sandbox does with preloaded modules: all that can be reached from their exports. */
function deepFreeze(value: unknown, seen = new Set<unknown>()): void {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) return;
  seen.add(value);
  if (typeof value === 'object') for (const key of Reflect.ownKeys(value)) deepFreeze((value as Record<PropertyKey, unknown>)[key], seen);
  if (!ArrayBuffer.isView(value)) Object.freeze(value);
}

async function importAll(): Promise<readonly object[]> {
  const files = [
    ...readdirSync(import.meta.dirname),
    ...readdirSync(`${import.meta.dirname}/functions`).map((file) => `functions/${file}`),
  ];
  const own = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  return Promise.all([
    import('@marcbachmann/cel-js'),
    import('re2js'),
    ...own.map((file) => import(/* @vite-ignore */ `./${file}`) as Promise<object>),
  ]);
}

test('everything works when all modules are deep-frozen before the first evaluation, as in the sandbox', async () => {
  const modules = await importAll();
  expect(modules.length).toBeGreaterThan(20);
  for (const module of modules) for (const name of Object.keys(module)) deepFreeze((module as Record<string, unknown>)[name]);
  const { Evaluator } = await import('./evaluator.ts');
  const { checkExpression, referencesOfText } = await import('./static.ts');

  const env = {
    lookup: () => ({
      value: [
        { sku: 'b', qty: 2 },
        { sku: 'a', qty: 1 },
      ],
    }),
    names: () => ['items'],
  };
  for (const evaluator of [new Evaluator(new Set(['items'])), new Evaluator(new Set(['items']))]) {
    expect(
      evaluator.evaluate('$items.filter(i, i.qty > 0 && regex(i.sku, "(?i)^[\\\\pL]$")).sort(i, i.sku).map(i, i.sku).join()', env),
    ).toBe('ab');
    expect(evaluator.resolve('${ groupBy($items, "sku").keys() } $items[0].sku', env)).toBe('["a","b"] b');
    expect(evaluator.evaluate('timestamp("2026-01-31") + duration("1d") > timestamp("2026-01-31") && 5 / 2 == 2.5', env)).toBe(true);
    expect(() => evaluator.evaluate('$items +', env)).toThrow(/ends too early/);
    expect(() => evaluator.evaluate('$items.map(a, $items.nope)', env)).toThrow(/no key "nope"/);
  }
  expect(referencesOfText('$items[0]', new Set(['items']))).toHaveLength(1);
  expect(checkExpression('$items.fliter(i, true)', new Set(['items']), () => undefined)).toHaveLength(1);
});

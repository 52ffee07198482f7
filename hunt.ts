import { isDeepStrictEqual, inspect } from 'node:util';
import fc from 'fast-check';
import { seededPick } from './test/behaviour/seeded-pick.ts';
import { definitions } from './test/behaviour/properties/nested/definitions.ts';
import { predict } from './test/behaviour/properties/nested/model/predict.ts';
import { comparable, observe } from './test/behaviour/properties/nested/observe.ts';
const seeds = fc.nat({ max: 1_000_000 });
const part = fc.integer({ min: 1, max: 999 });
const moment = (d: any, t: number) => Math.ceil((predict(d).endedAt * t) / 1000) + 1;
const arb = fc.record({ definition: definitions, seed: seeds, handed: fc.option(seeds), always: fc.integer({min:0,max:3}), cancel: fc.option(part), from: fc.option(part), length: part });
async function one(v: any): Promise<string | undefined> {
  const { definition, seed, handed, always } = v;
  const start = v.from === null ? undefined : moment(definition, v.from);
  const i = { ...(v.cancel === null ? {} : { cancelAt: moment(definition, v.cancel) }), ...(start === undefined ? {} : { pause: { from: start, to: start + moment(definition, v.length) } }) };
  const p = predict(definition, i);
  if (p.open.length > 0) return undefined;
  const pick = handed === null ? undefined : seededPick(handed);
  const seen = await observe(definition, { ...i, seed, ...(pick === undefined ? {} : { handOverWhen: () => always === 0 || pick(3) === 0 }) });
  const { open, ...predicted } = p;
  const a: any = comparable(seen, p), b: any = comparable(predicted, p);
  if (isDeepStrictEqual(a, b)) return undefined;
  const keys = Object.keys({ ...a, ...b }).filter((k) => !isDeepStrictEqual(a[k], b[k]));
  const diff = (k: string) => Array.isArray(a[k]) ? { seen: a[k].filter((x: any) => !b[k].includes(x)), model: b[k].filter((x: any) => !a[k].includes(x)) } : typeof a[k] === 'object' && a[k] && b[k] ? Object.fromEntries(Object.keys({ ...a[k], ...b[k] }).filter((x) => !isDeepStrictEqual(a[k][x], b[k][x])).map((x) => [x, [a[k][x], b[k][x]]])) : [a[k], b[k]];
  return inspect({ i, handed, seed, keys: Object.fromEntries(keys.map((k) => [k, diff(k)])) }, { depth: 8, maxStringLength: 300, breakLength: 180 });
}
const n = Number(process.argv[2] ?? 2000), seed = Number(process.argv[3] ?? Date.now() % 1e6), shrink = process.argv[4] === 'shrink';
if (shrink) {
  const want = process.argv[5];
  const r = await fc.check(fc.asyncProperty(arb, async (v) => { const d = await one(v); return d === undefined || (want !== undefined && !want.startsWith('@') && !d.includes(want)); }), { numRuns: n, seed, interruptAfterTimeLimit: 60000, ...(want?.startsWith('@') ? { path: want.slice(1), endOnFailure: false } : {}) });
  if (r.failed) { console.log(inspect(r.counterexample![0], { depth: 40, breakLength: 170, compact: 12 })); console.log(await one(r.counterexample![0])); console.log(predict((r.counterexample![0] as any).definition)); }
} else {
  let found = 0, open = 0, k = 0;
  for (const v of fc.sample(arb, { numRuns: n, seed })) {
    k++;
    const d = await one(v).catch((e) => 'ERR ' + e.stack);
    if (d !== undefined) { found++; console.log('---', k, d); if (found > 12) break; }
  }
  console.log({ n: k, found, seed });
}

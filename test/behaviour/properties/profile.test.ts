import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { WorkflowDefinition } from '../../../src/core/definition/workflow-definition.ts';
import type { CallFacts } from '../../../src/core/profile/facts.ts';
import { flameSvg } from '../../../src/core/profile/flame-svg.ts';
import { profileOf } from '../../../src/core/profile/profile-of.ts';
import { TIME_KINDS, type RunProfile, type Span } from '../../../src/core/profile/run-profile.ts';
import { startInMemory } from '../../../src/testing/start-in-memory.ts';
import { probeActions } from '../drivers/in-memory.ts';
import { Probe } from '../probe.ts';
import { seededPick } from '../seeded-pick.ts';
import { definitions } from './nested/definitions.ts';
import { eventsOf } from './nested/model/predict.ts';

interface Way {
  readonly seed: number;
  /** Milliseconds from the start: a pause, and a cancellation. */
  readonly pause?: { readonly from: number; readonly for: number } | undefined;
  readonly cancelAt?: number | undefined;
  /** Milliseconds that calls are in queue. */
  readonly queue: number;
}

/** Runs a definition in memory; its calls as a server would have written them down. */
async function profiled(definition: WorkflowDefinition, { seed, pause, cancelAt, queue }: Way): Promise<RunProfile> {
  const calls = new Map<string, { -readonly [K in keyof CallFacts]: CallFacts[K] }>();
  const actions = Object.entries(probeActions(new Probe())).map(([name, action]) => [
    name,
    async (...[params, ctx]: Parameters<typeof action>) => {
      const now = run.runtime.now();
      if (ctx.attempt === 1) {
        calls.set(ctx.path, { path: ctx.path, taskQueue: 'work', issuedAt: now, scheduledAt: now, attempt: 1 });
        await ctx.sleep(queue);
      }
      const call = calls.get(ctx.path);
      if (call === undefined) throw new Error('the first attempt comes first');
      call.attempt = ctx.attempt;
      call.startedAt = run.runtime.now();
      try {
        return await action(params, ctx);
      } finally {
        call.closedAt = run.runtime.now();
      }
    },
  ]);
  const run = startInMemory(definition, { actions: Object.fromEntries(actions), ...(seed === 0 ? {} : { pick: seededPick(seed) }) });
  if (pause !== undefined) {
    run.runtime.at(pause.from, () => run.control.pause());
    run.runtime.at(pause.from + pause.for, () => run.control.resume());
  }
  if (cancelAt !== undefined) run.runtime.at(cancelAt, () => void run.control.cancel({}));
  for (const { at, type, data } of eventsOf(definition)) run.runtime.at(at, () => void run.control.send({ type, data }));
  const { status, duration } = await run.result;
  const trail = run.control.trail(0).entries;
  const names = { runId: 'run', workflowId: definition.id, workflowName: definition.name };
  const profile = profileOf({ ...names, status, trail, calls: [...calls.values()], timers: [], children: [], definition, notes: [] });
  expect(profile.duration).toBe(duration);
  return profile;
}

const ways: fc.Arbitrary<Way> = fc.record({
  seed: fc.nat({ max: 1000 }),
  queue: fc.nat({ max: 5000 }),
  pause: fc.option(fc.record({ from: fc.nat({ max: 100_000 }), for: fc.integer({ min: 1, max: 100_000 }) }), { nil: undefined }),
  cancelAt: fc.option(fc.nat({ max: 200_000 }), { nil: undefined, freq: 5 }),
});

const sumOf = (span: Span) => TIME_KINDS.reduce((sum, kind) => sum + (span[kind] ?? 0), 0);

/** That each piece begins where the one before it ended, from `from` to `to`. */
function expectSeamless(pieces: readonly { readonly start: number; readonly duration: number }[], from: number, to: number): void {
  let at = from;
  for (const { start, duration } of pieces) {
    expect(start).toBe(at);
    at += duration;
  }
  expect(at).toBe(to);
}

describe('of any run', () => {
  test('the times of each span add up, its phases are seamless, and it lies in what it is part of', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(definitions, ways, async (definition, way) => {
        const { spans } = await profiled(definition, way);
        const open: Span[] = [];
        for (const span of spans) {
          expect(sumOf(span)).toBe(span.total);
          if (span.phases !== undefined) expectSeamless(span.phases, span.start, span.start + span.total);
          open.length = span.depth;
          const parent = open.at(-1);
          if (parent !== undefined) {
            expect(span.start).toBeGreaterThanOrEqual(parent.start);
            expect(span.start + span.total).toBeLessThanOrEqual(parent.start + parent.total);
          }
          open.push(span);
        }
      }),
      { numRuns: 80 },
    );
  });

  test(
    'the critical path is seamless from its start to its end, and holds each step as a whole or not at all',
    { timeout: 120_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(definitions, ways, async (definition, way) => {
          const { criticalPath, duration, spans } = await profiled(definition, way);
          expectSeamless(criticalPath, 0, duration);
          expect(spans[0]?.critical).toBe(duration);
          for (const span of spans) {
            expect(span.critical).toBeLessThanOrEqual(span.total);
            if (span.phases !== undefined && span.type === 'step') expect([0, span.total]).toContain(span.critical);
          }
          const inSteps = criticalPath.filter(({ type }) => type === 'step').reduce((sum, part) => sum + part.duration, 0);
          expect(inSteps).toBeLessThanOrEqual(duration);
        }),
        { numRuns: 80 },
      );
    },
  );

  test('the picture is well-formed and the same each time', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(definitions, ways, async (definition, way) => {
        const profile = await profiled(definition, way);
        const svg = flameSvg(profile);
        expect(flameSvg(profile)).toBe(svg);
        expect(svg.match(/<svg\b/g)?.length).toBe(svg.match(/<\/svg>/g)?.length);
        expect(svg).not.toMatch(/NaN|undefined|Infinity/);
      }),
      { numRuns: 30 },
    );
  });
});

test('the critical path of a sequence of calls is the sequence, and takes as long as the run', async () => {
  const times = fc.array(fc.record({ ms: fc.integer({ min: 1, max: 9999 }), failures: fc.nat({ max: 2 }) }), {
    minLength: 1,
    maxLength: 8,
  });
  await fc.assert(
    fc.asyncProperty(times, fc.nat({ max: 500 }), async (steps, queue) => {
      const definition: WorkflowDefinition = {
        id: 'w',
        name: 'W',
        steps: steps.map(({ ms, failures }, i) => ({
          id: `s${i}`,
          target: 'probe',
          action: 'call',
          params: { sleep: ms, ...(failures === 0 ? {} : { fail: { times: failures, class: 'transient' } }) },
          retry: { maxAttempts: 3, strategy: 'fixed', baseDelay: 100 },
        })),
      };
      const { criticalPath, duration, spans } = await profiled(definition, { seed: 0, queue });
      expect(criticalPath.map(({ path }) => path)).toEqual(steps.map((_, i) => `s${i}`));
      expect(spans.filter(({ type }) => type === 'step').reduce((sum, { total }) => sum + total, 0)).toBe(duration);
    }),
    { numRuns: 30 },
  );
});

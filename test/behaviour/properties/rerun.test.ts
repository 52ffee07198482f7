import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { WorkflowDefinition } from '../../../src/core/definition/workflow-definition.ts';
import { StepwrightError } from '../../../src/core/errors/stepwright-error.ts';
import { takeUp, type RerunPlan } from '../../../src/core/rerun/take-up.ts';
import type { RunJournal } from '../../../src/core/run/wire.ts';
import type { MockAction } from '../../../src/testing/mock-attempt.ts';
import { startInMemory, type InMemoryRunOptions } from '../../../src/testing/start-in-memory.ts';
import { definitions } from './nested/definitions.ts';
import { sequences } from './sequences.ts';

/** Fails the call of a path. */
type Broken = (path: string) => boolean;

interface Played {
  readonly journal: RunJournal;
  /** Paths of calls, in order; rollbacks too. */
  readonly calls: readonly string[];
  /** All that can be told of a run but times, attempts and rollbacks. */
  readonly outcome: unknown;
}

async function play(
  definition: WorkflowDefinition,
  { input = {}, takenUp, broken = () => false }: Pick<InMemoryRunOptions, 'input' | 'takenUp'> & { readonly broken?: Broken } = {},
): Promise<Played> {
  const calls: string[] = [];
  const act: MockAction = async (params, { path, sleep }) => {
    calls.push(path);
    await sleep(1);
    if (broken(path)) throw new StepwrightError('Broken', 'broken', { class: 'permanent' });
    return { n: numberFrom(params) };
  };
  const options = { input, actions: { 'probe.call': act, 'probe.undo': act }, ...(takenUp === undefined ? {} : { takenUp }) };
  const { result, control } = startInMemory(definition, options);
  const { status, output, failure, steps } = await result;
  return {
    // As it travels.
    journal: JSON.parse(JSON.stringify(control.journal())) as RunJournal,
    calls,
    outcome: {
      status,
      output,
      failure: failure === undefined ? undefined : `${failure.code} ${failure.path} ${failure.message}`,
      steps: steps.map((step) => [step.path, step.status, step.result?.data, step.error]),
    },
  };
}

/** Below 100, and another one whenever any param is another. */
function numberFrom(given: Readonly<Record<string, unknown>>): number {
  const text = JSON.stringify(given);
  let sum = 7;
  for (let i = 0; i < text.length; i += 1) sum = (sum * 31 + text.charCodeAt(i)) % 9973;
  return sum % 100;
}

/** The steps that a plan takes over are not called again: neither they nor what is in them. */
function expectNotCalled({ adopted }: RerunPlan, calls: readonly string[]): void {
  const again = calls.filter((path) => !path.endsWith('~rollback')).filter((path) => adopted.some((each) => isWithin(path, each)));
  expect(again).toEqual([]);
}

function isWithin(path: string, step: string): boolean {
  return path === step || (path.startsWith(step) && /^[.[#]/.test(path.slice(step.length)));
}

const inputs = fc.record({ region: fc.nat({ max: 99 }), figs: fc.nat({ max: 99 }) }, { requiredKeys: [] });

/** Time and the outside have no part in these, not even by what cuts off a neighbour: another run of one gives the same. */
const nested = definitions.filter((definition) => {
  const text = JSON.stringify(definition);
  if (/"type":"(?:return|fail)"/.test(text) && /"parallel"|"graph"/.test(text)) return false;
  return !/"type":"event"|"timeout"|"join":(?!"all")|"aggregate":"first"|"breakWhen"|"\$run|totalTimeout/.test(text);
});

describe.each([
  ['sequences', sequences],
  ['nested blocks', nested],
])('reruns of random %s', (_name, random) => {
  test('from any step give what the run gave, and nothing taken over is called again', { timeout: 120_000 }, async () => {
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(random, inputs, fc.nat(), async (definition, input, where) => {
        const first = await play(definition, { input });
        const paths = first.journal.snapshot.journal
          .filter(({ hidden, folded }) => hidden !== true && folded !== true)
          .map(({ path }) => path);
        const from = paths[where % paths.length];
        fc.pre(from !== undefined);
        const { plan, takenUp } = takeUp('earlier', first.journal, { definition, from, force: false });
        const rerun = await play(definition, { input, takenUp });
        expect(rerun.outcome).toEqual(first.outcome);
        expectNotCalled(plan, rerun.calls);
        taken += plan.adopted.length;
      }),
      { numRuns: 200, seed: 20_261_126 },
    );
    expect(taken).toBeGreaterThan(50);
  });

  test('where one action failed give what a run gives in which it does not', { timeout: 120_000 }, async () => {
    let failed = 0;
    await fc.assert(
      fc.asyncProperty(random, inputs, fc.nat(), async (definition, input, which) => {
        const whole = await play(definition, { input });
        const calls = whole.calls.filter((path) => !path.endsWith('~rollback'));
        const path = calls[which % Math.max(1, calls.length)];
        const broken = await play(definition, { input, broken: (each) => each === path });
        fc.pre(
          path !== undefined && ['FAILED', 'ROLLED_BACK'].includes(broken.journal.status) && broken.journal.failure?.code === 'Broken',
        );
        failed += 1;
        const { plan, takenUp } = takeUp('earlier', broken.journal, { definition, force: false });
        const mended = await play(definition, { input, takenUp });
        expect(mended.outcome).toEqual(whole.outcome);
        expectNotCalled(plan, mended.calls);
      }),
      { numRuns: 200, seed: 20_261_126 },
    );
    expect(failed).toBeGreaterThan(20);
  });
});

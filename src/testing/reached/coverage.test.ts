import { describe, expect, test } from 'vitest';

import type { Step } from '../../core/definition/step.ts';
import type { WorkflowDefinition } from '../../core/definition/workflow-definition.ts';
import { testRun, type TestRunOptions } from '../test-run.ts';
import { mergeCoverage, type Coverage } from './coverage.ts';

const set = (id: string): Step => ({ id, type: 'set', values: {} });

/** Names of the branches that a run of these steps takes, and of those it does not. */
async function branches(steps: readonly Step[] | WorkflowDefinition, options: TestRunOptions = {}) {
  const definition = 'id' in steps ? steps : { id: 'd', name: 'D', input: true, steps };
  const { coverage } = await testRun(definition, options);
  return named(coverage[0]);
}

function named({ branches = [] }: Partial<Coverage> = {}) {
  const of = (wanted: boolean) => branches.filter(({ covered }) => covered === wanted).map(({ name }) => name);
  return { taken: of(true), missed: of(false) };
}

describe('steps', () => {
  test('are covered when they began, not when they were skipped', async () => {
    const steps: readonly Step[] = [
      set('a'),
      { ...set('b'), when: false },
      { id: 'f', type: 'fail', error: 'x', when: '$run.id != null' },
      set('c'),
    ];
    const { coverage } = await testRun({ id: 'd', name: 'D', version: '1.2.0', steps });
    expect(coverage).toEqual([
      {
        definition: 'd@1.2.0',
        branches: [],
        steps: [
          { name: 'a', pointer: '/steps/0', covered: true },
          { name: 'b', pointer: '/steps/1', covered: false },
          { name: 'f', pointer: '/steps/2', covered: true },
          { name: 'c', pointer: '/steps/3', covered: false },
        ],
      },
    ]);
  });

  test('in iterations, partitions and inline children count', async () => {
    const steps: readonly Step[] = [
      { id: 'each', type: 'forEach', items: [1, 2, 3], parallel: true, partitionOver: 2, steps: [set('inside')] },
      { id: 'child', type: 'workflow', workflow: { id: 'inner', name: 'I', steps: [set('deep')] } },
    ];
    const { coverage } = await testRun({ id: 'd', name: 'D', steps });
    expect(coverage.map(({ definition, steps }) => [definition, steps.every(({ covered }) => covered)])).toEqual([
      ['d', true],
      ['inner', true],
    ]);
  });
});

describe('branches', () => {
  test('of if, with and without an else', async () => {
    const one: Step = { id: 'one', type: 'if', condition: '$x == 1', then: [set('a')], else: [set('b')] };
    const two: Step = { id: 'two', type: 'if', condition: '$x == 1', then: [set('c')] };
    expect(await branches([one, two], { input: { x: 1 } })).toEqual({
      taken: ['one: then', 'two: then'],
      missed: ['one: else', 'two: else'],
    });
    expect(await branches([one, two], { input: { x: 2 } })).toEqual({
      taken: ['one: else', 'two: else'],
      missed: ['one: then', 'two: then'],
    });
  });

  test('of if in iterations: each has its own', async () => {
    const choose: Step = { id: 'choose', type: 'if', condition: '$n > 1', then: [set('a')] };
    const loop = (items: readonly number[]): Step => ({ id: 'l', type: 'forEach', items, as: 'n', steps: [choose] });
    expect((await branches([loop([2, 3])])).missed).toEqual(['choose: else']);
    expect((await branches([loop([1, 3])])).missed).toEqual([]);
  });

  test('of switch', async () => {
    const cases = [
      { when: '$x == 1', steps: [set('a')] },
      { when: '$x == 2', steps: [set('b')] },
    ];
    expect(await branches([{ id: 's', type: 'switch', cases }], { input: { x: 2 } })).toEqual({
      taken: ['s: case 2'],
      missed: ['s: case 1', 's: default'],
    });
    expect((await branches([{ id: 's', type: 'switch', cases }], { input: { x: 3 } })).taken).toEqual(['s: default']);
    expect((await branches([{ id: 's', type: 'switch', cases, default: [set('c')] }], { input: { x: 3 } })).taken).toEqual(['s: default']);
  });

  test('of parallel and of try', async () => {
    const steps: readonly Step[] = [
      { id: 'p', type: 'parallel', branches: { eu: [set('a')], us: [{ ...set('b') }] } },
      {
        id: 't',
        type: 'try',
        steps: [{ id: 'f', type: 'fail', error: { code: 'B', message: 'b' } }],
        catch: [
          { errors: ['A'], steps: [set('c')] },
          { errors: ['B'], steps: [set('d')] },
        ],
        finally: [set('e')],
      },
    ];
    expect(await branches(steps)).toEqual({ taken: ['p: branch eu', 'p: branch us', 't: catch 2'], missed: ['t: catch 1'] });
  });

  test.each([
    ['fail', { taken: ['e: onTimeout'], missed: ['e: event'] }],
    ['skip', { taken: ['e: onTimeout'], missed: ['e: event'] }],
    [{ steps: [set('late')] }, { taken: ['e: onTimeout'], missed: ['e: event'] }],
  ] as const)('of an event with onTimeout %j', async (onTimeout, expected) => {
    const event: Step = { id: 'e', type: 'event', event: 'x', timeout: '1d', onTimeout };
    expect(await branches([event])).toEqual(expected);
    expect((await branches([event], { at: [{ event: { type: 'x' } }] })).taken).toEqual(['e: event']);
    expect((await branches([{ ...event, when: false }])).taken).toEqual([]);
  });

  test('an event without a timeout has none', async () => {
    expect(await branches([{ id: 'e', type: 'event', event: 'x' }])).toEqual({ taken: [], missed: [] });
  });

  describe('of an approval', () => {
    const approval = (more: object = {}): Step => ({ id: 'r', type: 'approval', approvers: ['ann', 'bob'], timeout: '1d', ...more });
    const taken = async (step: Step, ...at: NonNullable<TestRunOptions['at']>) => (await branches([step], { at })).taken;
    const approve = { approve: { by: 'ann' } };
    const reject = { reject: { by: 'bob' } };

    test.each([{}, { onReject: 'continue' }])('votes decide (%j)', async (more) => {
      expect(await taken(approval(more), approve)).toEqual(['r: approved']);
      expect(await taken(approval(more), reject)).toEqual(['r: rejected']);
      expect(await taken(approval({ ...more, quorum: 2 }), approve, { after: '1h', approve: { by: 'bob' } })).toEqual(['r: approved']);
    });

    test.each(['approve', 'reject', 'fail'])('the clock decides: %s', async (onTimeout) => {
      expect(await taken(approval({ onTimeout }))).toEqual(['r: onTimeout']);
      // A vote that was not enough.
      expect(await taken(approval({ onTimeout, quorum: 2 }), approve)).toEqual(['r: onTimeout']);
    });

    test('escalation is its timeout, votes then decide', async () => {
      const onTimeout = { escalate: { approvers: ['eve'] } };
      expect(await taken(approval({ onTimeout }), { after: '2d', approve: { by: 'eve' } })).toEqual(['r: approved', 'r: onTimeout']);
    });
  });

  test('of transitions, those without steps as well', async () => {
    const machine: WorkflowDefinition = {
      id: 'm',
      name: 'M',
      initial: 'draft',
      states: {
        draft: { on: { SUBMIT: [{ target: 'review', when: '$event.data.ready' }, 'draft'], NOTE: { steps: [set('note')] } } },
        review: { on: { OK: 'done' }, after: { '2d': { target: 'done' } }, onError: 'draft' },
        done: { always: 'end' },
        end: { type: 'final' },
      },
    };
    const submit = (after: string, ready: boolean) => ({ after, event: { type: 'SUBMIT', data: { ready } } });
    expect(await branches(machine, { at: [submit('1h', true)] })).toEqual({
      taken: ['draft: on SUBMIT → review', 'review: after 2d → done', 'done: always → end'],
      missed: ['draft: on SUBMIT → draft', 'draft: on NOTE', 'review: on OK → done', 'review: onError → draft'],
    });
    const at = [{ event: { type: 'NOTE' } }, submit('1h', false), submit('2h', true), { after: '3h', event: { type: 'OK' } }];
    expect((await branches(machine, { at })).missed).toEqual(['review: after 2d → done', 'review: onError → draft']);
  });

  test('are listed in the order in which they were taken', async () => {
    const steps: readonly Step[] = [
      { id: 'w', type: 'wait', for: '1h' },
      { id: 'i', type: 'if', condition: true, then: [{ id: 's', type: 'switch', cases: [{ when: true, steps: [set('a')] }] }] },
      { id: 'p', type: 'parallel', branches: { eu: [set('b')] } },
      {
        id: 't',
        type: 'try',
        retry: { maxAttempts: 2, baseDelay: 0 },
        steps: [{ id: 'f', type: 'fail', error: { message: 'x', class: 'transient' } }],
        catch: [{ steps: [set('c')] }],
      },
    ];
    expect((await testRun({ id: 'd', name: 'D', steps })).branches).toEqual([
      { path: 'i', branch: 'then', at: 3_600_000 },
      { path: 'i.s', branch: 'case 1', at: 3_600_000 },
      { path: 'p', branch: 'branch eu', at: 3_600_000 },
      { path: 't', branch: 'catch 1', at: 3_600_000 },
    ]);
  });
});

test('mergeCoverage adds up what several runs reached', async () => {
  const steps: readonly Step[] = [{ id: 'i', type: 'if', condition: '$x', then: [set('a')], else: [set('b')] }];
  const definition: WorkflowDefinition = { id: 'd', name: 'D', input: true, steps };
  const runs = await Promise.all([true, false].map((x) => testRun(definition, { input: { x } })));
  const [merged, ...others] = mergeCoverage(runs.flatMap(({ coverage }) => coverage));
  expect(others).toEqual([]);
  expect(named(merged)).toEqual({ taken: ['i: then', 'i: else'], missed: [] });
  expect(merged?.steps.every(({ covered }) => covered)).toBe(true);
});

import { pointerTo } from '../../core/definition/pointer.ts';
import { parseDuration } from '../../core/run/duration.ts';
import type { TestCall, TestResult, TestStep } from '../record/test-result.ts';
import { shortDuration } from '../short-duration.ts';
import { compare, type Difference } from './compare.ts';
import { compareSeries } from './expected-series.ts';
import type { ExpectedCall, Expectation, MessageSpec, TestCase } from './schema.ts';

/** Every way in which a run is not as a test expects it, what it came from first. Pointers are into the test. */
export function differencesOf({ expect = {}, at = [] }: TestCase, result: TestResult): readonly Difference[] {
  const { exact = false } = expect;
  const differences = [
    ...statusDifferences(expect, result),
    ...errorDifferences(expect, result),
    ...stepDifferences(expect, result),
    ...callDifferences(expect, result),
    ...listDifferences(expect, result),
    ...seriesDifferences(expect, result),
    ...(Object.hasOwn(expect, 'output')
      ? compare({ expected: expect.output, got: result.output as unknown, path: 'output', pointer: '/output', exact })
      : []),
    ...durationDifferences(expect.duration, result.duration),
  ];
  return [...messageDifferences(at, result), ...differences.map((each) => ({ ...each, pointer: `/expect${each.pointer}` }))];
}

/** A test that says nothing of an error or of waiting expects its run to complete. */
function statusDifferences({ status, error, waiting }: Expectation, result: TestResult): readonly Difference[] {
  const expected = status ?? (waiting !== undefined ? 'RUNNING' : error !== undefined ? undefined : 'COMPLETED');
  if (expected === undefined || expected === result.status) return [];
  const note = whyNot(result);
  return [{ path: 'status', pointer: '/status', expected, got: result.status, ...(note === undefined ? {} : { note }) }];
}

/** What people want to know of a run that did not end as expected. */
function whyNot({ failure, waiting }: TestResult): string | undefined {
  if (failure !== undefined) {
    const { path, code, class: errorClass, message } = failure;
    return `${path === undefined ? '' : `${path} failed: `}${errorClass} ${code}: ${message}`;
  }
  const named = waiting.map((each) => {
    if (each.for === 'resume') return 'the run is paused';
    const what = each.for === 'event' ? `event ${each.events.join(' or ')}` : `approval by ${each.task.approvers.join(', ')}`;
    return `${each.path} waits for ${what}`;
  });
  return named.length === 0 ? undefined : named.join('; ');
}

function errorDifferences({ error }: Expectation, { failure }: TestResult): readonly Difference[] {
  return error === undefined ? [] : compare({ expected: error, got: failure, path: 'error', pointer: '/error', exact: false });
}

function stepDifferences({ steps = {}, exact = false }: Expectation, result: TestResult): readonly Difference[] {
  return Object.entries(steps).flatMap(([name, wanted]) => {
    const step = result.steps[name] ?? result.executions.findLast(({ path }) => path === name);
    const pointer = pointerTo('/steps', name);
    const path = `steps.${name}`;
    const { status, duration, error, ...others } = typeof wanted === 'string' ? { status: wanted } : wanted;
    const note = step?.failure === undefined || error !== undefined ? undefined : `${step.failure.code}: ${step.failure.message}`;
    return [
      ...compare({ expected: status ?? step?.status, got: step?.status ?? 'PENDING', path, pointer, exact }).map((each) =>
        note === undefined ? each : { ...each, note },
      ),
      ...(error === undefined
        ? []
        : compare({ expected: error, got: step?.failure, path: `${path}.error`, pointer: `${pointer}/error`, exact: false })),
      ...compare({ expected: others, got: pick(step, others), path, pointer, exact }),
      ...durationDifferences(duration, step?.duration, path).map((each) => ({ ...each, pointer: `${pointer}/duration` })),
    ];
  });
}

function pick(step: TestStep | undefined, wanted: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.keys(wanted).map((key) => [key, step?.[key as keyof TestStep]]));
}

function callDifferences({ calls, notCalled = [], exact = false }: Expectation, result: TestResult): readonly Difference[] {
  const got = result.calls.map((call) => ({ ...call, action: nameOf(call) }));
  const unwanted = notCalled.flatMap((action, index) => {
    const call = got.find((each) => each.action === action);
    const pointer = pointerTo('/notCalled', index);
    return call === undefined
      ? []
      : [{ path: `notCalled[${index}]`, pointer, expected: undefined, got: action, note: `"${call.path}" calls it` }];
  });
  if (calls === undefined) return unwanted;
  return [...unwanted, ...compareSeries({ name: 'calls', expected: calls.map(callOf), got, title: 'action', exact })];
}

function nameOf({ target, action }: TestCall): string {
  return `${target}.${action}`;
}

function callOf({ at, ...call }: ExpectedCall): Readonly<Record<string, unknown>> {
  return at === undefined ? call : { ...call, at: parseDuration(at) };
}

function seriesDifferences({ children, emitted, exact = false }: Expectation, result: TestResult): readonly Difference[] {
  const sent = result.emitted.map(({ event, to }) => ({ event: event.type, data: event.data, to }));
  return [
    ...(children === undefined
      ? []
      : compareSeries({
          name: 'children',
          expected: children,
          got: result.children.map((each) => ({ ...each })),
          title: 'workflow',
          exact,
        })),
    ...(emitted === undefined ? [] : compareSeries({ name: 'emitted', expected: emitted, got: sent, title: 'event', exact })),
  ];
}

/** Lists that are expected as a whole. */
function listDifferences({ rolledBack, waiting }: Expectation, result: TestResult): readonly Difference[] {
  const lists = [
    ['rolledBack', rolledBack, result.rolledBack],
    ['waiting', waiting, result.waiting.map(({ path }) => path)],
  ] as const;
  return lists.flatMap(([path, expected, got]) => {
    if (expected === undefined || JSON.stringify(expected) === JSON.stringify(got)) return [];
    return [{ path, pointer: `/${path}`, expected, got }];
  });
}

function durationDifferences(expected: number | string | undefined, got: number | undefined, of?: string): readonly Difference[] {
  if (expected === undefined || parseDuration(expected) === got) return [];
  return [
    {
      path: of === undefined ? 'duration' : `${of}.duration`,
      pointer: '/duration',
      expected,
      got: got === undefined ? got : shortDuration(got),
    },
  ];
}

/** What comes from outside counts, unless the test says why it must not. */
function messageDifferences(at: readonly MessageSpec[], result: TestResult): readonly Difference[] {
  return result.messages.flatMap(({ refused }, index) => {
    const expected = at[index]?.refused;
    if (refused?.code === expected) return [];
    const path = `at[${index}]`;
    const pointer = pointerTo('/at', index);
    if (refused === undefined) return [{ path, pointer, expected: `refused: ${String(expected)}`, got: 'taken' }];
    return [
      {
        path,
        pointer,
        expected: expected === undefined ? 'taken' : `refused: ${expected}`,
        got: `refused: ${refused.code}`,
        note: refused.message,
      },
    ];
  });
}

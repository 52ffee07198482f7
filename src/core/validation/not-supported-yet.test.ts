import { describe, expect, test } from 'vitest';
import { A, found, withSteps } from '../../../test/helpers/found-problems.ts';

describe('parts that can not be run yet', () => {
  test('triggers', () => {
    expect(found(withSteps(A, 'triggers: []'))).toEqual(['NotSupportedYet /triggers']);
  });

  test.each<[string, string]>([
    ['type: emit, event: done, to: { webhook: hook }', '/to/webhook'],
    ['type: emit, event: done, to: { queue: orders }', '/to/queue'],
    ['type: workflow, workflow: c, cache: { ttl: 1m }', '/cache'],
    ['type: workflow, workflow: c, circuitBreaker: {}', '/circuitBreaker'],
    ['type: try, steps: [], rollbackOnFailure: { mode: manual }', '/rollbackOnFailure/mode'],
  ])('a step with %s', (fields, pointer) => {
    expect(found(withSteps(`  - { id: a, ${fields} }`))).toEqual([`NotSupportedYet /steps/0${pointer}`]);
  });

  test('what can be run', () => {
    expect(
      found(
        withSteps(
          '  - { id: a, target: shop, action: anything, onExhausted: fail, execution: remote, cache: { ttl: 1m }, circuitBreaker: {} }',
          'execution: remote\nrollbackOnFailure: { mode: automatic }',
        ),
      ),
    ).toEqual([]);
  });

  test('an inline definition is checked as a world of its own', () => {
    expect(
      found(
        withSteps(
          `${A}  - { id: w, type: workflow, workflow: { id: c, name: C, steps: [{ id: a, target: shop, action: nope }, { id: b, type: return, value: $a }] } }`,
        ),
      ),
    ).toEqual(['UnknownAction /steps/1/workflow/steps/0/action']);
  });
});

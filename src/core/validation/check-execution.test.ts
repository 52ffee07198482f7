import { describe, expect, test } from 'vitest';
import { found, problemsOf, withSteps } from '../../../test/helpers/found-problems.ts';

const ANY = 'target: shop, action: anything';
const SAFE = 'target: util, action: echo';
const request = (params: string) => `  - { id: a, target: http, action: request, execution: express, params: ${params} }`;

describe('steps that are executed remote all the same', () => {
  test.each<[string, string[]]>([
    [`${ANY}, execution: local`, ['NotIdempotent? /steps/0/execution']],
    [`${ANY}, execution: express`, ['NotIdempotent? /steps/0/execution']],
    [`${ANY}, execution: remote`, []],
    [`${SAFE}, execution: express`, []],
    [`${SAFE}, execution: local, taskQueue: other`, ['NotIdempotent? /steps/0/execution']],
    ['target: later, action: known, execution: local', ['NotIdempotent? /steps/0/execution']],
    // A worker may have it.
    ['target: later, action: mine, execution: local', ['UnknownAction? /steps/0/action']],
    ['type: transform, jsonata: "1", execution: local', []],
    ['type: emit, event: done, to: { key: k }, execution: express', []],
  ])('%s', (fields, expected) => {
    expect(found(withSteps(`  - { id: a, ${fields} }`))).toEqual(expected);
  });

  test('are told once, where the execution is said', () => {
    const steps = `  - { id: a, ${ANY} }
  - { id: b, ${SAFE} }
  - { id: far, ${SAFE}, taskQueue: other }
  - { id: c, type: if, condition: $input.x, execution: remote, then: [{ id: d, ${ANY} }] }
  - { id: e, type: if, condition: $input.x, then: [{ id: f, ${ANY} }] }
  - { id: g, type: if, condition: $input.x, execution: local, then: [{ id: h, ${ANY} }, { id: i, ${SAFE} }] }`;
    expect(problemsOf(withSteps(steps, 'execution: express')).map(({ pointer, message }) => `${pointer} ${message}`)).toEqual([
      '/execution executed remote, since the action is not declared idempotent: a (shop.anything), f (shop.anything)',
      '/execution executed remote, since another task queue may have other workers: far',
      '/steps/5/execution executed remote, since the action is not declared idempotent: h (shop.anything)',
    ]);
  });

  test('are all steps where the defaults name a task queue', () => {
    expect(found(withSteps(`  - { id: a, ${SAFE} }`, 'execution: local\ndefaults: { taskQueue: other }'))).toEqual([
      'NotIdempotent? /execution',
    ]);
  });

  test.each<[string, string[]]>([
    ['{ url: $input.u }', []],
    ['{ url: $input.u, method: delete }', []],
    ['{ url: $input.u, method: PATCH }', ['NotIdempotent? /steps/0/execution']],
    ['{ url: $input.u, body: { x: 1 } }', ['NotIdempotent? /steps/0/execution']],
    ['{ url: $input.u, method: PUT, body: { x: 1 } }', []],
    // Known only when the step runs.
    ['{ url: $input.u, method: $input.m }', []],
    ['{ url: $input.u, body: $input.b }', []],
    ['{ url: $input.u, method: POST, body: $input.b }', ['NotIdempotent? /steps/0/execution']],
  ])('a request with %s', (params, expected) => {
    expect(found(withSteps(request(params)))).toEqual(expected);
  });
});

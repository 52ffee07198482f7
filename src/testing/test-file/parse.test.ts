import { describe, expect, test } from 'vitest';

import { parseWorkflow } from '../../core/definition/load.ts';
import type { Problem } from '../../core/definition/problem.ts';
import { checkTests } from './check.ts';
import { parseMessage, parseMocks, parseTestFile } from './parse.ts';

/** `line:column code message (hint)` of each problem. */
function told(problems: readonly Problem[]): readonly string[] {
  return problems.map(
    ({ line, column, code, message, hint }) => `${line}:${column} ${code} ${message}${hint === undefined ? '' : ` (${hint})`}`,
  );
}

describe('parseTestFile', () => {
  test('finds every problem at its place', () => {
    const text = `definition: ./a.workflow.yaml
tets: []
tests:
  - name: one
    actions: { charge: {} }
    at:
      - { after: soon, pause: true }
      - { approve: { by: ann }, reject: { by: ann } }
    expect:
      status: DONE
      steps: { a: COMPLETD }
      calls: [{ params: {} }]
`;
    expect(told(parseTestFile(text, 'a.test.yaml').problems)).toEqual([
      '2:1 UnknownField unknown field "tets" (did you mean tests ?)',
      '5:16 InvalidValue "charge": an action is named target.action (such as slack.send_notification)',
      '7:18 InvalidDuration "after": not a duration: "soon" (write milliseconds, text such as "30s" or "1h30m", or ISO 8601 such as "PT30S")',
      '8:11 InvalidValue at[1]: it is exactly one of event, approve, reject, pause, resume, cancel (such as "approve: { by: ann }")',
      expect.stringMatching(/^10:15 InvalidValue "status" must be one of PENDING, .*: "DONE"$/),
      expect.stringMatching(/^11:19 InvalidValue "a" must be one of .* or a map: "COMPLETD"$/),
      '12:17 MissingField "action" is missing',
    ]);
  });

  test.each([
    ['', 'InvalidYaml'],
    ['[]', 'InvalidValue'],
    ['tests: [', 'InvalidYaml'],
    ['{}', 'MissingField'],
    ['tests: [{ name: a, actions: { a.b: { sequence: [{}], returns: 1 } } }]', 'InvalidValue'],
    ['tests: [{ name: a, actions: { a.b: { fails: {}, returns: 1 } } }]', 'InvalidValue'],
  ])('refuses %j', (text, code) => {
    const { value, problems } = parseTestFile(text, 'a.test.yaml');
    expect(value).toBeUndefined();
    expect(problems[0]).toMatchObject({ code, file: 'a.test.yaml' });
  });

  test('reads JSON too, and fields of your own', () => {
    expect(parseTestFile('{"tests": [{"name": "one"}], "x-mine": 1}', 'a.test.json')).toMatchObject({
      value: { tests: [{ name: 'one' }] },
    });
  });
});

test('mocks and messages are read alone as well', () => {
  expect(parseMocks('slack.send_notification: { returns: 1 }', 'mocks.yaml').value).toEqual({ 'slack.send_notification': { returns: 1 } });
  expect(told(parseMocks('slack: {}', 'mocks.yaml').problems)).toEqual([expect.stringContaining('an action is named target.action')]);
  expect(parseMessage('{ after: 2d, approve: { by: ann } }', '--at').value).toEqual({ after: '2d', approve: { by: 'ann' } });
  expect(told(parseMessage('2d', '--at').problems)).toEqual([expect.stringContaining('it is a map')]);
});

describe('checkTests', () => {
  const definition = parseWorkflow(`
id: a
name: A
steps:
  - { id: charge, target: util, action: echo, rollback: { target: util, action: sleep, params: { ms: 1 } } }
  - { id: each, type: forEach, items: [1], steps: [{ id: review, type: approval, approvers: [ann] }] }
`).definition;

  function checked(text: string) {
    const { value, locate } = parseTestFile(text, 'a.test.yaml');
    if (value === undefined || definition === undefined) throw new Error('not valid');
    return told(checkTests(value, { definition, definitions: [] }, { file: 'a.test.yaml', locate }));
  }

  test('names steps and actions that the definition does not have', () => {
    const text = `tests:
  - name: one
    at: [{ approve: { step: reveiw, by: ann } }, { reject: { step: 'each[0].nobody', by: ann } }]
    expect:
      steps: { chrage: COMPLETED }
      notCalled: [util.eccho]
`;
    expect(checked(text)).toEqual([
      '3:29 InvalidValue there is no step "reveiw" (did you mean review ?)',
      '3:68 InvalidValue there is no step "nobody"',
      '5:16 InvalidValue there is no step "chrage" (did you mean charge ?)',
      '6:19 InvalidValue no step calls util.eccho (did you mean util.echo ?)',
    ]);
  });

  test('knows paths, and what undoes a step', () => {
    expect(
      checked('tests: [{ name: a, expect: { steps: { "each[0].review": WAITING, charge: PENDING }, notCalled: [util.sleep] } }]'),
    ).toEqual([]);
  });
});

import { describe, expect, test } from 'vitest';

import { parseWorkflow } from '../../core/definition/load.ts';
import { parseTestFile } from './parse.ts';
import { runTest } from './run.ts';

const DEFINITION = `
id: order
name: Order
rollbackOnFailure: true
input: { type: object, properties: { amount: { type: number } } }
steps:
  - { id: reserve, target: sheets, action: update_sheet, params: { spreadsheetId: s, values: { a: 1 } },
      rollback: { target: sheets, action: delete_row, params: { spreadsheetId: s, rowId: $reserve.rowId } } }
  - { id: review, type: approval, when: $amount > 100, approvers: [ann], timeout: 30d }
  - { id: charge, target: util, action: echo, params: { amount: $amount }, retry: { maxAttempts: 3, baseDelay: 1s } }
  - { id: ship, type: workflow, workflow: ship-order, input: { paid: $charge.id } }
  - { id: tell, type: emit, event: order.paid, data: { id: $charge.id, parcel: $ship.parcel }, to: { key: shop } }
output: { id: $charge.id, parcel: $ship.parcel, lines: [1, 2] }
`;

const MOCKS = `
actions:
  sheets.update_sheet: { returns: { rowId: r1 } }
  sheets.delete_row: {}
  util.echo: { returns: { id: c1 }, takes: 2s }
workflows: { ship-order: { returns: { parcel: p1 } } }
tests:
`;

/** What differs in one test, as `path: expected | got | note`. */
async function differences(yaml: string): Promise<readonly string[]> {
  const { definition, problems } = parseWorkflow(DEFINITION);
  const { value, problems: others } = parseTestFile(MOCKS + yaml.replaceAll(/^/gm, '  '), 'order.test.yaml');
  if (definition === undefined || value === undefined) throw new Error(JSON.stringify([problems, others]));
  const suite = { file: value, definition, definitions: [], targets: [] };
  const found = await Promise.all(value.tests.map((each) => runTest(suite, each)));
  return found
    .flatMap((outcome) => outcome.differences)
    .map(({ path, expected, got, note }) =>
      [path, JSON.stringify(expected), JSON.stringify(got), ...(note === undefined ? [] : [note])].join(' | '),
    );
}

describe('a test passes', () => {
  test('when all that it expects is so', async () => {
    expect(
      await differences(`
- name: small
  input: { amount: 5 }
  expect:
    status: COMPLETED
    output: { parcel: p1, lines: [1, 2] }
    steps: { reserve: COMPLETED, review: SKIPPED, charge: { status: COMPLETED, attempts: 1, value: { id: c1 }, duration: 2s } }
    calls:
      - { action: sheets.update_sheet, params: { values: { a: 1 } } }
      - { action: util.echo, params: { amount: 5 }, at: 0, attempt: 1, path: charge }
    notCalled: [sheets.delete_row]
    children: [{ workflow: ship-order, input: { paid: c1 } }]
    emitted: [{ event: order.paid, data: { parcel: p1 }, to: { key: shop } }]
    rolledBack: []
    duration: 2s
- name: large
  input: { amount: 500 }
  at:
    - { after: 1d, approve: { step: review, by: eve }, refused: NotAnApprover }
    - { after: 30d, approve: { step: review, by: ann } }
  expect: { duration: 30d2s, steps: { review: { value: { approved: true } } } }
- name: nobody approves
  input: { amount: 500 }
  expect: { error: { code: Timeout, step: review }, steps: { review: { status: FAILED, error: { class: timeout } }, charge: PENDING }, rolledBack: [reserve] }
- name: fails twice
  input: { amount: 5 }
  actions: { util.echo: { fails: { code: Busy, class: transient, times: 2 }, returns: { id: c2 } } }
  expect: { output: { id: c2 }, steps: { charge: { attempts: 3 } }, duration: 3s }
- name: still waits
  input: { amount: 500 }
  at: [{ pause: true }, { after: 1h, resume: true }, { after: 2h, pause: true }]
  expect: { status: PAUSED }
- name: in turn
  input: { amount: 5 }
  actions: { util.echo: { sequence: [{ fails: { times: 2 } }, { returns: { id: c3 }, takes: 1s }] } }
  expect: { output: { id: c3 }, duration: 4s }
- name: exactly
  input: { amount: 5 }
  expect:
    exact: true
    output: { id: c1, parcel: p1, lines: [1, 2] }
    calls: [{ action: sheets.update_sheet }, { action: util.echo }]
    emitted: [{ event: order.paid }]`),
    ).toEqual([]);
  });
});

describe('a test fails', () => {
  const small = (expectation: string) => differences(`\n- name: x\n  input: { amount: 5 }\n  expect: ${expectation}`);

  test.each([
    ['{ output: { id: c2 } }', 'output.id | "c2" | "c1"'],
    ['{ output: { nothing: 1 } }', 'output.nothing | 1 | '],
    ['{ output: { lines: [1] } }', 'output.lines | [1] | [1,2] | 1 expected, 2 there'],
    ['{ output: { lines: [1, 3] } }', 'output.lines[1] | 3 | 2'],
    ['{ exact: true, output: { id: c1, parcel: p1 } }', 'output.lines |  | [1,2]'],
    ['{ steps: { review: COMPLETED } }', 'steps.review | "COMPLETED" | "SKIPPED"'],
    ['{ steps: { charge: { attempts: 2 } } }', 'steps.charge.attempts | 2 | 1'],
    ['{ steps: { charge: { duration: 3s } } }', 'steps.charge.duration | "3s" | "2s"'],
    ['{ duration: 1h }', 'duration | "1h" | "2s"'],
    ['{ notCalled: [util.echo] }', 'notCalled[0] |  | "util.echo" | "charge" calls it'],
    ['{ calls: [{ action: util.echo, params: { amount: 6 } }] }', 'calls[0].params.amount | 6 | 5'],
    ['{ calls: [{ action: util.echo }, { action: sheets.update_sheet }] }', 'calls[1] | "sheets.update_sheet" |  | it came earlier'],
    [
      '{ calls: [{ action: slack.send_notification }] }',
      'calls[0] | "slack.send_notification" | "sheets.update_sheet" | calls were: sheets.update_sheet, util.echo',
    ],
    [
      '{ exact: true, calls: [{ action: util.echo }] }',
      'calls[0] | "util.echo" | "sheets.update_sheet" | calls were: sheets.update_sheet, util.echo',
    ],
    ['{ exact: true, calls: [{ action: sheets.update_sheet }] }', 'calls[1] |  | "util.echo"'],
    ['{ children: [{ workflow: ship-order, input: { paid: c2 } }] }', 'children[0].input.paid | "c2" | "c1"'],
    ['{ emitted: [{ event: order.paid, to: { key: me } }] }', 'emitted[0].to.key | "me" | "shop"'],
    ['{ rolledBack: [reserve] }', 'rolledBack | ["reserve"] | []'],
    ['{ error: { code: X } }', 'error | {"code":"X"} | '],
    ['{ waiting: [review] }', 'status | "RUNNING" | "COMPLETED"'],
  ])('%s', async (expectation, difference) => {
    expect((await small(expectation))[0]).toBe(difference);
  });

  test('when the run did not complete, and says why', async () => {
    expect(await differences('\n- name: x\n  input: { amount: 500 }')).toEqual([
      'status | "COMPLETED" | "ROLLED_BACK" | review failed: timeout Timeout: "review" was not decided in time',
    ]);
    expect(await differences('\n- { name: x, input: { amount: 500 }, at: [{ after: 1d, pause: true }] }')).toEqual([
      'status | "COMPLETED" | "PAUSED" | the run is paused',
    ]);
  });

  test('when what it sends is refused, or is not though it should be', async () => {
    expect(await differences('\n- { name: x, input: { amount: 500 }, at: [{ approve: { by: eve } }], expect: { error: {} } }')).toEqual([
      'at[0] | "taken" | "refused: NotAnApprover" | eve may not vote on "review": its approvers are ann',
    ]);
    expect(await differences('\n- { name: x, input: { amount: 500 }, at: [{ approve: { by: ann }, refused: NotAnApprover }] }')).toEqual([
      'at[0] | "refused: NotAnApprover" | "taken"',
    ]);
  });

  test('when something has no mock, with the mock to add', async () => {
    const found = parseTestFile('tests: [{ name: x, input: { amount: 5 } }]', 'a.test.yaml').value;
    const { definition } = parseWorkflow(DEFINITION);
    if (found === undefined || definition === undefined) throw new Error('not valid');
    const [test] = found.tests;
    if (test === undefined) throw new Error('no test');
    const { differences, duration } = await runTest({ file: found, definition, definitions: [], targets: [] }, test);
    expect(duration).toBeUndefined();
    expect(differences).toMatchObject([
      {
        path: 'the run',
        got: 'MissingMock',
        note: expect.stringMatching(
          /^"reserve" calls sheets\.update_sheet, which has no mock\. Add to actions:\nsheets\.update_sheet: \{ returns: \{"/,
        ),
      },
    ]);
  });
});

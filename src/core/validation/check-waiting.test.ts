import { describe, expect, test } from 'vitest';
import { found, problemsOf, withSteps } from '../../../test/helpers/found-problems.ts';

const step = (fields: string) => withSteps(`  - { id: w, ${fields} }\n  - { id: z, type: checkpoint }`);

describe('event', () => {
  test.each<[string, string, string[]]>([
    ['a type is all it needs', 'event: paid', []],
    ['match is an expression over $event', 'event: paid, match: $event.data.amount > 3 && $event.type == "paid"', []],
    ['of what an event has', 'event: paid, match: $event.payload.amount > 3', ['UnknownReference /steps/0/match']],
    ['that can be read', 'event: paid, match: $event.data.amount >', ['ExpressionSyntax /steps/0/match']],
    ['and is true or false', 'event: paid, match: $event.data.amount + 1', ['ExpressionType /steps/0/match']],
    ['$event is known in match only', 'event: paid, output: { x: $event.data }', ['UnknownReference /steps/0/output/x']],
    ['onTimeout with a timeout', 'event: paid, timeout: 1d, onTimeout: skip', []],
    ['onTimeout without one', 'event: paid, onTimeout: skip', ['MissingField /steps/0/onTimeout']],
    [
      'steps of onTimeout do not see the event',
      'event: paid, timeout: 1d, onTimeout: { steps: [{ id: s, type: set, values: { x: $w.amount } }] }',
      ['ForwardReference /steps/0/onTimeout/steps/0/values/x'],
    ],
  ])('%s', (_name, fields, expected) => {
    expect(found(step(`type: event, ${fields}`))).toEqual(expected);
  });

  test('steps of onTimeout are seen by what follows', () => {
    const steps =
      '  - { id: w, type: event, event: paid, timeout: 1d, onTimeout: { steps: [{ id: s, type: set, values: { x: 1 } }] } }\n  - { id: z, type: set, values: { y: $s.x } }';
    expect(found(withSteps(steps))).toEqual([]);
  });
});

describe('approval', () => {
  test.each<[string, string, string[]]>([
    ['approvers and nothing else', 'approvers: [ann]', []],
    ['nobody is asked', 'prompt: Sure?', ['MissingField /steps/0']],
    ['nobody can approve', 'approvers: []', ['InvalidValue /steps/0/approvers']],
    ['quorum of all named', 'approvers: [ann, bob], quorum: 2', []],
    ['quorum of more than are named', 'approvers: [ann, bob], quorum: 3', ['InvalidValue /steps/0/quorum']],
    ['one named twice votes once', 'approvers: [ann, ann], quorum: 2', ['InvalidValue /steps/0/quorum']],
    ['a role can be many', 'approvers: [ann, "role:finance"], quorum: 3', []],
    ['so can a reference', 'approvers: $input.managers, quorum: 3', []],
    ['one name as text', 'approvers: ann, quorum: 2', ['InvalidValue /steps/0/quorum']],
    [
      'approve and reject are counted apart',
      'approvers: [ann, bob], quorum: { approve: 2, reject: 3 }',
      ['InvalidValue /steps/0/quorum/reject'],
    ],
    ['a quorum needs both', 'approvers: [ann, bob], quorum: { approve: 2 }', ['MissingField /steps/0/quorum/reject']],
    ['a form is a JSON Schema', 'approvers: [ann], form: { type: objet }', ['InvalidSchema /steps/0/form/type']],
    ['onTimeout: approve is written out', 'approvers: [ann], timeout: 2d, onTimeout: approve', []],
    ['onTimeout needs a timeout', 'approvers: [ann], onTimeout: approve', ['MissingField /steps/0/onTimeout']],
    [
      'escalation: one more level',
      'approvers: [ann], timeout: 1d, onTimeout: { escalate: { approvers: [bob], timeout: 1d, onTimeout: { escalate: { approvers: [$input.boss] } } } }',
      [],
    ],
    ['escalation keeps the votes', 'approvers: [ann], timeout: 1d, onTimeout: { escalate: { approvers: [bob], quorum: 2 } }', []],
    [
      'but makes no voters',
      'approvers: [ann], timeout: 1d, onTimeout: { escalate: { approvers: [bob], quorum: 3 } }',
      ['InvalidValue /steps/0/onTimeout/escalate/quorum'],
    ],
    [
      'escalation to nobody',
      'approvers: [ann], timeout: 1d, onTimeout: { escalate: { approvers: [] } }',
      ['InvalidValue /steps/0/onTimeout/escalate/approvers'],
    ],
    [
      'what an escalation does in time needs a time, at any depth',
      'approvers: [ann], timeout: 1d, onTimeout: { escalate: { approvers: [bob], timeout: 1d, onTimeout: { escalate: { approvers: [eve], onTimeout: reject } } } }',
      ['MissingField /steps/0/onTimeout/escalate/onTimeout/escalate/onTimeout'],
    ],
    [
      'references in escalations are references, at any depth',
      'approvers: [ann], timeout: 1d, onTimeout: { escalate: { approvers: [bob], timeout: 1d, onTimeout: { escalate: { approvers: [$z] } } } }',
      ['ForwardReference /steps/0/onTimeout/escalate/onTimeout/escalate/approvers/0'],
    ],
  ])('%s', (_name, fields, expected) => {
    expect(found(step(`type: approval, ${fields}`))).toEqual(expected);
  });

  test('says how many may vote', () => {
    expect(problemsOf(step('type: approval, approvers: [ann, bob], quorum: 3'))[0]?.message).toBe(
      'step "w" needs 3 approvals, and has 2 who may vote',
    );
  });
});

describe('emit', () => {
  test.each<[string, string, string[]]>([
    ['to a run', 'event: done, to: { run: $input.run }', []],
    ['to a key', 'event: done, to: { key: $input.order }, data: { x: 1 }', []],
    ['to nothing', 'event: done, to: {}', ['InvalidValue /steps/0/to']],
    ['to two', 'event: done, to: { run: a, key: b }', ['InvalidValue /steps/0/to']],
    ['to something else', 'event: done, to: { topic: a }', ['InvalidValue /steps/0/to', 'UnknownField /steps/0/to/topic']],
    ['it is sent somewhere', 'event: done', ['MissingField /steps/0/to']],
  ])('%s', (_name, fields, expected) => {
    expect(found(step(`type: emit, ${fields}`))).toEqual(expected);
  });
});

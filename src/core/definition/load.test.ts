import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { StepwrightError } from '../errors/stepwright-error.ts';
import { loadWorkflowFromJSON, loadWorkflowFromYAML, parseWorkflow, saveWorkflowToJSON } from './load.ts';

const minimal = { id: 'a', name: 'A', steps: [{ id: 's', target: 'util', action: 'echo' }] };

const thrown = (work: () => unknown): StepwrightError => {
  try {
    work();
  } catch (error) {
    if (error instanceof StepwrightError) return error;
  }
  throw new Error('nothing of ours was thrown');
};

describe('loadWorkflowFromJSON', () => {
  test('gives the definition', () => {
    expect(loadWorkflowFromJSON(JSON.stringify(minimal))).toEqual(minimal);
  });

  test('throws the first problem, with all of them', () => {
    expect(thrown(() => loadWorkflowFromJSON('{"id": "a",}'))).toMatchObject({
      code: 'InvalidJson',
      class: 'validation',
      hint: 'remove the comma before it',
    });
    const error = thrown(() => loadWorkflowFromJSON('{"id": "a", "nam": "A", "steps": [{"id": 7}]}'));
    expect(error.code).toBe('MissingField');
    expect(error.details).toHaveLength(5);
  });

  test('leaves names and targets to validateWorkflow', () => {
    const strange = { ...minimal, steps: [{ id: 's', target: 'mine', action: 'x', params: { y: '$later' } }] };
    expect(loadWorkflowFromJSON(JSON.stringify(strange))).toEqual(strange);
  });

  test('load, save, load is lossless, order and fields of your own included', () => {
    const key = fc.string({ minLength: 1, maxLength: 8 });
    const anything = fc.dictionary(key, fc.jsonValue(), { maxKeys: 4 });
    fc.assert(
      fc.property(anything, anything, (params, extra) => {
        const definition = {
          'x-first': extra,
          ...minimal,
          steps: [{ params, 'x-note': extra, ...minimal.steps[0] }],
          'x-last': 1,
        };
        const json = JSON.stringify(definition);
        const loaded = loadWorkflowFromJSON(json);
        const saved = saveWorkflowToJSON(loaded);
        expect(JSON.stringify(loaded)).toBe(json);
        expect(saveWorkflowToJSON(loadWorkflowFromJSON(saved))).toBe(saved);
      }),
    );
  });
});

test('loadWorkflowFromYAML reads the same language', () => {
  expect(loadWorkflowFromYAML('id: a\nname: A\nsteps:\n  - { id: s, target: util, action: echo }\n')).toEqual(minimal);
  expect(thrown(() => loadWorkflowFromYAML('id: a: b')).code).toBe('InvalidYaml');
});

describe('parseWorkflow', () => {
  test('gives the definition with its warnings', () => {
    const { valid, definition, errors, problems } = parseWorkflow(
      'id: a\nname: A\nsteps: [{ id: s, target: util, action: echo, params: { x: $orderId } }]',
    );
    expect(valid).toBe(true);
    expect(definition?.id).toBe('a');
    expect(errors).toEqual([]);
    expect(problems).toMatchObject([{ severity: 'warning', code: 'UnknownReference', line: 3 }]);
  });

  test('gives every problem its file, line and column', () => {
    const { valid, problems, ...rest } = parseWorkflow(
      'id: a\nname: A\nsteps:\n  - id: s\n    target: utl\n    action: echo\n    timeout: soon',
      { file: 'a.yaml' },
    );
    expect(valid).toBe(false);
    expect(rest).not.toHaveProperty('definition');
    expect(problems).toMatchObject([
      { code: 'UnknownTarget', pointer: '/steps/0/target', file: 'a.yaml', line: 5, column: 13, hint: 'did you mean util ?' },
      { code: 'InvalidDuration', pointer: '/steps/0/timeout', file: 'a.yaml', line: 7, column: 14 },
    ]);
  });

  test('does not go on with what can not be read', () => {
    const { valid, errors, problems } = parseWorkflow('id: a\n name: b');
    expect(valid).toBe(false);
    expect(problems.every(({ code }) => code === 'InvalidYaml')).toBe(true);
    expect(errors[0]).toMatch(/^1:5 InvalidYaml: /);
  });
});

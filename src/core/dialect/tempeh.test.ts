import { describe, expect, test } from 'vitest';
import { importFixture, importProblems, stepFunctions } from '../../../test/helpers/imported.ts';
import type { MockAction } from '../../testing/mock-attempt.ts';
import { startInMemory } from '../../testing/start-in-memory.ts';
import type { WorkflowDefinition } from '../definition/workflow-definition.ts';
import { validateWorkflow } from '../validation/validate-workflow.ts';
import { importWorkflow } from './import-workflow.ts';

const START = Date.UTC(2025, 0, 1);

describe('tempeh', () => {
  test('the workflow printed in source B', () => {
    const { dialect, definition, problems, notes } = importFixture('tempeh-deployment.json');
    expect({ dialect, problems }).toEqual({ dialect: 'tempeh', problems: [] });
    expect(definition).toEqual({
      id: 'production-deployment',
      name: 'production-deployment',
      description: 'Deploy to production environment',
      mode: 'graph',
      steps: [
        { id: 'validate-config', target: 'step', action: 'validate', params: { name: 'validate-config', command: 'validate' } },
        {
          id: 'deploy-database',
          dependsOn: ['validate-config'],
          target: 'step',
          action: 'deploy',
          params: { name: 'deploy-database', command: 'deploy' },
        },
        {
          id: 'deploy-application',
          dependsOn: ['deploy-database'],
          target: 'step',
          action: 'deploy',
          params: { name: 'deploy-application', command: 'deploy' },
        },
      ],
    });
    expect(validateWorkflow(definition, { targets: stepFunctions('validate', 'deploy') })).toEqual({
      valid: true,
      errors: [],
      problems: [],
    });
    expect(notes).toEqual([
      { pointer: '/steps', message: "it calls step functions that a worker needs: validate, deploy, as in defineStep('validate', …)" },
    ]);
  });

  test('groups of parallel steps, run options, and names that are no ids', () => {
    const { definition, notes } = importFixture('tempeh-release.yaml');
    expect(definition).toMatchObject({ id: 'release-to-all-regions', mode: 'graph', maxConcurrency: 3, rollbackOnFailure: true });
    expect(definition?.steps?.map(({ id, name, dependsOn = [] }) => [id, name, dependsOn])).toEqual([
      ['Build', undefined, []],
      ['deploy-eu', 'Deploy (EU)', ['Build']],
      ['deploy-us', 'Deploy (US)', ['Build']],
      ['warm-caches', 'Warm caches', ['deploy-us']],
      // Alone: after all of the group, whatever it depends on.
      ['smoke-test', 'Smoke test', ['deploy-eu', 'warm-caches']],
      ['Announce', undefined, ['smoke-test']],
      ['clean-up', 'Clean up', ['smoke-test']],
    ]);
    expect(definition?.steps?.[4]).toMatchObject({ action: 'npm-run-smoke', params: { command: 'npm run smoke' } });
    expect(notes.map(({ pointer }) => pointer)).toEqual(
      expect.arrayContaining([
        '/options/enableCheckpointing',
        '/options/autoRollback',
        '/options/resourceLimits',
        '/steps/1/name',
        '/steps/4/command',
      ]),
    );
    expect(
      validateWorkflow(definition, { targets: stepFunctions('build', 'deploy', 'warm', 'npm-run-smoke', 'announce', 'clean') }).errors,
    ).toEqual([]);
  });

  test('runs so: parallel neighbours side by side, every other step alone', async () => {
    const { definition } = importFixture('tempeh-release.yaml');
    const spans: { readonly name: unknown; readonly from: number; readonly to: number }[] = [];
    const action: MockAction = async ({ name }, { sleep }) => {
      const from = run.runtime.now();
      await sleep(100);
      spans.push({ name, from: from - START, to: run.runtime.now() - START });
    };
    const names = ['build', 'deploy', 'warm', 'npm-run-smoke', 'announce', 'clean'];
    const run = startInMemory(definition as WorkflowDefinition, {
      startAt: START,
      actions: Object.fromEntries(names.map((name) => [`step.${name}`, action])),
    });
    expect(await run.result).toMatchObject({ status: 'COMPLETED' });
    expect(spans).toEqual([
      { name: 'Build', from: 0, to: 100 },
      { name: 'Deploy (EU)', from: 100, to: 200 },
      { name: 'Deploy (US)', from: 100, to: 200 },
      { name: 'Warm caches', from: 200, to: 300 },
      { name: 'Smoke test', from: 300, to: 400 },
      { name: 'Announce', from: 400, to: 500 },
      { name: 'Clean up', from: 400, to: 500 },
    ]);
  });

  test('without parallel steps it is a sequence, none before one it depends on', () => {
    const { definition } = importWorkflow({
      name: 'late',
      autoRollback: false,
      steps: [
        { name: 'b', command: 'x', dependencies: ['c', 'a'] },
        { name: 'a', command: 'x', dependencies: ['c'] },
        { name: 'c', command: 'x' },
        { name: 'd', command: 'x' },
      ],
    });
    expect(definition).not.toHaveProperty('mode');
    expect(definition?.rollbackOnFailure).toBe(false);
    expect(definition?.steps?.map(({ id }) => id)).toEqual(['c', 'a', 'b', 'd']);
    expect(validateWorkflow(definition, { targets: stepFunctions('x') }).valid).toBe(true);
  });

  test('commands go to another target when it is named', () => {
    const { definition, notes } = importFixture('tempeh-deployment.json', { target: 'integration' });
    expect(definition?.steps?.[0]).toEqual({ id: 'validate-config', target: 'integration', action: 'validate' });
    expect(validateWorkflow(definition).valid).toBe(true);
    expect(notes).toEqual([{ pointer: '/steps', message: 'it calls actions of "integration": validate, deploy' }]);
  });

  test('says what is wrong, and drops nothing', () => {
    const document = {
      name: 'x',
      maxConcurency: 3,
      options: { autoRolback: true },
      steps: [
        { name: 'a', comand: 'validate', 'x-team': 'infra' },
        { name: 'b', command: 'deploy', dependencies: ['a'], retries: 3 },
      ],
    };
    expect(importProblems(document, { dialect: 'tempeh' })).toEqual([
      '/maxConcurency UnknownField unknown field "maxConcurency" (did you mean maxConcurrency ?)',
      '/options/autoRolback UnknownField unknown field "autoRolback" in "options" (did you mean autoRollback ?)',
      '/steps/0/command MissingField "command" is missing',
      '/steps/0/comand UnknownField unknown field "comand" in steps[0] (did you mean command ?)',
      expect.stringMatching(
        /^\/steps\/1\/retries UnknownField .*known here: name, command, description, dependencies, parallel;/,
      ) as unknown,
    ]);
  });

  test('dependencies that are not there, could be two, or wait for each other', () => {
    const step = (name: string, ...dependencies: string[]) => ({ name, command: 'x', dependencies });
    expect(importProblems({ name: 'x', steps: [step('build', 'bild'), step('a'), step('a'), step('b', 'a')] })).toEqual([
      '/steps/0/dependencies/0 UnknownDependency step "build" depends on "bild": no such step (did you mean build ?)',
      '/steps/3/dependencies/0 DuplicateName step "b" depends on "a", and two steps are called so (give each a name of its own)',
    ]);
    expect(importProblems({ name: 'x', steps: [step('a', 'b'), step('b', 'a')] })).toEqual([
      '/steps/0/dependencies DependencyCycle steps wait for each other: a → b → a (break the circle at one of them)',
    ]);
    const { definition } = importWorkflow({ name: 'x', steps: [step('a'), step('a')] });
    expect(definition?.steps?.map(({ id }) => id)).toEqual(['a', 'a-2']);
  });

  test('an option in both places is refused; fields of your own are kept', () => {
    const document = { name: 'x', 'x-owner': 'me', steps: [{ name: 'a', command: 'x', 'x-note': 1 }] };
    expect(importProblems({ ...document, autoRollback: true, options: { autoRollback: false } })).toEqual([
      '/autoRollback InvalidValue "autoRollback" is there twice (keep one)',
    ]);
    expect(importWorkflow(document).definition).toMatchObject({ 'x-owner': 'me', steps: [{ 'x-note': 1 }] });
  });
});

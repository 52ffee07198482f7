import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { StepwrightError } from '../errors/stepwright-error.ts';
import { action } from './action.ts';
import { builtinTargets } from './builtin/index.ts';
import { integrationSpec } from './builtin/integration.ts';
import { defineStep } from './define-step.ts';
import { defineTarget } from './define-target.ts';
import { createRegistry } from './registry.ts';
import type { ActionContext, Target } from './target.ts';

const noop = action({ params: z.object({}), run: () => null });
const target = (name: string, ...actions: string[]): Target =>
  defineTarget(name, { actions: Object.fromEntries(actions.map((each) => [each, noop])) });
const integration: Target = integrationSpec;

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof StepwrightError) return error.code;
    throw error;
  }
  return 'nothing was thrown';
}

describe('createRegistry', () => {
  it('finds targets and actions, and only those', () => {
    const registry = createRegistry([target('crm', 'add'), target('erp', 'book')]);
    expect(registry.action('crm', 'add')).toBe(noop);
    expect(registry.action('crm', 'book')).toBeUndefined();
    expect(registry.action('none', 'add')).toBeUndefined();
    expect(registry.action('crm', 'toString')).toBeUndefined();
    expect(registry.target('erp')?.name).toBe('erp');
    expect(registry.targets.map(({ name }) => name)).toEqual(['crm', 'erp']);
  });

  it('refuses two targets of one name', () => {
    expect(codeOf(() => createRegistry([target('crm', 'add'), target('crm', 'remove')]))).toBe('DuplicateName');
  });

  it('adds the actions of users to the open target, once each', () => {
    const registry = createRegistry([integration, target('integration', 'custom_check'), target('integration', 'initiate')]);
    expect(Object.keys(registry.target('integration')?.actions ?? {})).toEqual(['custom_check', 'initiate']);
    expect(registry.target('integration')?.open).toBe(true);
    expect(codeOf(() => createRegistry([integration, target('integration', 'a'), target('integration', 'a')]))).toBe('DuplicateName');
  });

  it('makes one target of all step functions', async () => {
    const registry = createRegistry([defineStep('resize', ({ params, path }) => [params, path]), defineStep('crop', () => 1)]);
    expect(Object.keys(registry.target('step')?.actions ?? {})).toEqual(['resize', 'crop']);
    const run = registry.action('step', 'resize')?.run as (params: unknown, ctx: Partial<ActionContext>) => unknown;
    expect(await run({ width: 3 }, { path: 'small' })).toEqual([{ width: 3 }, 'small']);
    expect(codeOf(() => createRegistry([defineStep('a', () => 1), defineStep('a', () => 2)]))).toBe('DuplicateName');
  });
});

describe('names', () => {
  it.each(['stepwright', 'default', 'constructor', 'toString', '__proto__'])('reserves %s', (name) => {
    expect(codeOf(() => target(name, 'a'))).toBe('ReservedName');
  });

  it('reserves action names that every object has', () => {
    expect(codeOf(() => target('crm', 'valueOf'))).toBe('ReservedName');
  });

  it.each(['', '1a', 'a.b', 'a b', 'é'])('refuses %j', (name) => {
    expect(codeOf(() => target(name, 'a'))).toBe('InvalidValue');
    expect(codeOf(() => target('crm', name))).toBe('InvalidValue');
    expect(codeOf(() => defineStep(name, () => null))).toBe('InvalidValue');
  });
});

describe('builtinTargets', () => {
  it('have names that a registry takes, and params that JSON Schema can say', () => {
    createRegistry(builtinTargets as readonly Target[]);
    for (const { actions } of builtinTargets) {
      for (const { params, result } of Object.values(actions)) {
        expect(z.toJSONSchema(params, { io: 'input' })).toHaveProperty('type', 'object');
        expect(z.toJSONSchema(result ?? z.unknown())).toBeDefined();
      }
    }
  });

  it('take what source D prints: everything but the name is optional', () => {
    const takes = (name: string, actionName: string, params: unknown) =>
      builtinTargets.find((each) => each.name === name)?.actions[actionName]?.params.safeParse(params).success;
    expect(takes('slack', 'send_notification', { message: 'x' })).toBe(true);
    expect(takes('slack', 'urgent_notify', { channel: 'urgent' })).toBe(true);
    expect(takes('slack', 'send_notification', { channel: 'a', message: 'b', fields: [{ title: 'Records', value: 7 }] })).toBe(true);
    expect(takes('gmail', 'send_email', { body: 'x' })).toBe(true);
    expect(takes('trello', 'create_task', { name: 'x' })).toBe(true);
    expect(takes('drive', 'file_document', { name: 'test.pdf' })).toBe(true);
    expect(takes('sheets', 'update_sheet', { spreadsheetId: 'r', operation: 'APPEND_ROW', values: [1] })).toBe(true);
    expect(takes('sheets', 'log_action', { spreadsheetId: 'r', action: 'API Call', status: 'success', details: { a: 1 } })).toBe(true);
    expect(takes('sheets', 'update_sheet', {})).toBe(false);
    expect(takes('trello', 'create_task', { nam: 'x' })).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { validateWorkflow } from '../validation/validate-workflow.ts';
import { namedAction } from './actions-of.ts';
import { targets } from './builtin-actions.ts';
import { and, eq, expr, fallback, gt, isSet, not, or, text } from './expressions.ts';
import { assume } from './reference.ts';
import { assign, thisRun, variable } from './roots.ts';
import { undo } from './step-options.ts';
import { workflow } from './workflow.ts';

const { drive, slack, util } = targets;

const order = z.object({ orderId: z.string(), amount: z.number(), note: z.string().optional(), 'odd key': z.number().default(1) });

/** The definition of a workflow with one `echo` step that has these params. */
function echoed(params: Record<string, unknown>): unknown {
  const { steps } = workflow('echo', { name: 'Echo' }, (w) => void w.action('echo', util.echo, { params }));
  return steps?.map((step) => (step as { readonly params?: unknown }).params)[0];
}

describe('workflow', () => {
  it('gives the definition that the YAML form would', () => {
    const built = workflow(
      'process-order',
      {
        name: 'Process order',
        version: '1.0.0',
        input: order,
        rollbackOnFailure: true,
        execution: 'remote',
        key: (input) => input.orderId,
        tags: ['shop'],
      },
      (w, input) => {
        const file = w.action('create-order', drive.file_document, {
          name: 'Create the order',
          params: { name: text`Order-${input.orderId}.pdf` },
          retry: { maxAttempts: 3, when: (error, attempt) => and(eq(error.code, 'Busy'), gt(attempt, 1)) },
          rollback: (filed) => undo(drive.delete_file, { params: { fileId: filed.fileId }, timeout: '5s' }),
        });
        const size = w.if('big', {
          condition: gt(input.amount, 100),
          then: () => w.set('large', { values: { size: 'large' } }),
          else: () => w.set('small', { values: { size: 'small' } }),
        });
        w.action('notify', slack.send_notification, {
          params: { message: text`Order ${input.orderId} (${size.size}): ${file.webViewLink}` },
          optional: true,
          dependsOn: [file, size],
        });
        return { link: file.webViewLink };
      },
    );
    expect(built).toEqual({
      id: 'process-order',
      name: 'Process order',
      version: '1.0.0',
      key: '$orderId',
      input: {
        type: 'object',
        required: ['orderId', 'amount'],
        properties: {
          orderId: { type: 'string' },
          amount: { type: 'number' },
          note: { type: 'string' },
          'odd key': { type: 'number', default: 1 },
        },
      },
      output: { link: '$create-order.webViewLink' },
      rollbackOnFailure: true,
      execution: 'remote',
      tags: ['shop'],
      steps: [
        {
          id: 'create-order',
          name: 'Create the order',
          target: 'drive',
          action: 'file_document',
          params: { name: 'Order-${ $orderId }.pdf' },
          retry: { maxAttempts: 3, when: '$error.code == "Busy" && $attempt > 1' },
          rollback: { target: 'drive', action: 'delete_file', params: { fileId: '$create-order.fileId' }, timeout: '5s' },
        },
        {
          id: 'big',
          type: 'if',
          condition: '$amount > 100',
          then: [{ id: 'large', type: 'set', values: { size: 'large' } }],
          else: [{ id: 'small', type: 'set', values: { size: 'small' } }],
        },
        {
          id: 'notify',
          target: 'slack',
          action: 'send_notification',
          params: { message: 'Order $orderId ($big.size): $create-order.webViewLink' },
          optional: true,
          dependsOn: ['create-order', 'big'],
        },
      ],
    });
    expect(JSON.parse(JSON.stringify(built))).toEqual(built);
    expect(validateWorkflow(JSON.parse(JSON.stringify(built))).problems).toEqual([]);
  });

  it('writes every other step kind', () => {
    const built = workflow('kinds', { name: 'Kinds', input: order }, (w, input) => {
      const shipping = variable<number>('shipping');
      w.switch('route', {
        cases: [{ when: eq(input.orderId, 'A'), steps: () => w.set('cheap', { values: assign(shipping, 5) }) }],
        default: () => w.fail('refuse', { error: { code: 'NoRoute', message: text`no route for ${input.orderId}`, class: 'permanent' } }),
      });
      w.wait('pause', { for: '2s', when: gt(fallback(shipping, 0), 3), onSkip: { set: assign(shipping, 0) } });
      w.wait('morning', { until: thisRun.now });
      w.validate('check', { data: { id: input.orderId }, schema: z.object({ id: z.string() }), output: (checked) => checked.id });
      w.return('done', { value: [shipping, true] });
    });
    expect(built.steps).toEqual([
      {
        id: 'route',
        type: 'switch',
        cases: [{ when: '$orderId == "A"', steps: [{ id: 'cheap', type: 'set', values: { shipping: 5 } }] }],
        default: [{ id: 'refuse', type: 'fail', error: { code: 'NoRoute', message: 'no route for $orderId', class: 'permanent' } }],
      },
      { id: 'pause', type: 'wait', for: '2s', when: 'default($shipping, 0) > 3', onSkip: { set: { shipping: 0 } } },
      { id: 'morning', type: 'wait', until: '$run.now' },
      {
        id: 'check',
        type: 'validate',
        data: { id: '$orderId' },
        schema: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] },
        output: '$result.id',
      },
      { id: 'done', type: 'return', value: ['$shipping', true] },
    ]);
    expect(validateWorkflow(built).problems).toEqual([]);
  });

  it('reaches an input that a step or variable hides, or that has an odd or fixed name, through $input', () => {
    const input = z.object({ total: z.number(), later: z.number(), 'odd key': z.number(), run: z.string(), plain: z.number() });
    const { steps } = workflow('hidden', { name: 'Hidden', input }, (w, given) => {
      w.action('first', util.echo, {
        params: { a: given.total, b: given.later, c: given['odd key'], d: given.run, e: given.plain, f: given },
      });
      w.set('total', { values: { later: 1 } });
    });
    expect(steps?.[0]).toMatchObject({
      params: { a: '$input.total', b: '$input.later', c: '$input["odd key"]', d: '$input.run', e: '$plain', f: '$input' },
    });
  });

  it('refuses a list that returns something else than its last step', () => {
    const wrong = (): unknown =>
      workflow('wrong', { name: 'Wrong' }, (w) => {
        w.if('choose', {
          condition: true,
          then: () => {
            const first = w.set('first', { values: { a: 1 } });
            w.set('second', { values: { b: 1 } });
            return first;
          },
        });
      });
    expect(wrong).toThrow(/"choose" returns something that is not its last step/);
  });

  it('refuses steps that come too late, and an async function', () => {
    let late: (() => void) | undefined;
    workflow('late', { name: 'Late' }, (w) => {
      late = () => void w.wait('nap', { for: 1 });
    });
    expect(() => late?.()).toThrow(/step "nap" is added after its workflow was built/);
    expect(() => workflow('async', { name: 'Async' }, async () => Promise.resolve())).toThrow(/is async/);
  });

  it('refuses a zod schema that JSON Schema cannot say', () => {
    const input = z.object({ size: z.string().transform((value) => value.length) });
    expect(() => workflow('bad', { name: 'Bad', input }, () => undefined)).toThrow(/cannot be written as JSON Schema/);
  });

  it('calls actions that nobody declared', () => {
    const { steps } = workflow('own', { name: 'Own' }, (w) => {
      const found = w.action('find', namedAction<{ name: string }, { id: number }>('integration', 'find'), { params: { name: 'x' } });
      w.action('use', namedAction('integration', 'use'), { params: { id: found.id } });
    });
    expect(steps).toEqual([
      { id: 'find', target: 'integration', action: 'find', params: { name: 'x' } },
      { id: 'use', target: 'integration', action: 'use', params: { id: '$find.id' } },
    ]);
  });
});

describe('text', () => {
  const name = variable<string>('name');

  it('keeps dollar signs that the language would read', () => {
    expect(echoed({ a: '$HOME', b: '${x}', c: '$5 and 5$', d: '$$', e: '^a$', f: '$_' })).toEqual({
      a: '$$HOME',
      b: '$${x}',
      c: '$5 and 5$',
      d: '$$$',
      e: '^a$',
      f: '$$_',
    });
  });

  it('wraps a reference that the text behind it would continue', () => {
    expect(
      echoed({
        a: text`${name}.pdf`,
        b: text`${name}-1`,
        c: text`${name}[0]`,
        d: text`${name}s`,
        e: text`Hello ${name}.`,
        f: text`${name}: ok`,
      }),
    ).toEqual({
      a: '${ $name }.pdf',
      b: '${ $name }-1',
      c: '${ $name }[0]',
      d: '${ $name }s',
      e: 'Hello $name.',
      f: '$name: ok',
    });
  });

  it('joins values, texts and dollar signs at the seams', () => {
    expect(
      echoed({
        a: text`$${name}`,
        b: text`${name}${5}`,
        c: text`${name}${name}`,
        d: text`<${text`$${name}`}>`,
        e: text`${1}${null}${true}`,
      }),
    ).toEqual({
      a: '$$$name',
      b: '${ $name }5',
      c: '$name$name',
      d: '<$$$name>',
      e: '1true',
    });
  });

  it('is text even where one reference is all there is', () => {
    expect(echoed({ a: text`${name}`, b: text`${expr`1 + 1`}` })).toEqual({ a: '${ "" + default($name, "") }', b: '${ "" + (1 + 1) }' });
  });
});

describe('expressions', () => {
  const a = variable<number>('a');
  const some = assume<number>(a);

  it('puts parentheses where they are needed, and only there', () => {
    const c = gt(some, 1);
    const condition = and(or(c, not(c)), not(and(c, c)));
    expect(echoed({ condition })).toEqual({ condition: '${ ($a > 1 || !($a > 1)) && !($a > 1 && $a > 1) }' });
  });

  it('inserts literals as the language writes them, and keeps references apart from what follows', () => {
    expect(echoed({ x: expr`${some}-1`, y: expr`${some} in ${[1, 'a"b', null]}`, z: expr`${{ 'odd key': 1 }}["odd key"]` })).toEqual({
      x: '${ $a -1 }',
      y: '${ $a in [1, "a\\"b", null] }',
      z: '${ {"odd key": 1}["odd key"] }',
    });
  });

  it('goes into what an expression gives', () => {
    const found = expr<{ readonly sku: string }>`${a}.filter(i, i > 1)[0]`;
    expect(echoed({ sku: found.sku, set: isSet(a) })).toEqual({ sku: '${ ($a.filter(i, i > 1)[0]).sku }', set: '${ has($a) }' });
  });

  it('refuses text inside', () => {
    expect(() => echoed({ x: expr`1 + ${text`a`}` })).toThrow(/text`…` stands inside an expression/);
  });
});

describe('a concurrency key', () => {
  it('is made of the input', () => {
    const one = workflow('one', { name: 'One', input: order, concurrency: { key: (input) => input.orderId, onLimit: 'skip' } }, (w) => {
      w.action('get', util.echo, { params: {} });
    });
    expect(one.concurrency).toEqual({ key: '$orderId', onLimit: 'skip' });
  });
});

import { action, defineStep, defineTarget, StepwrightError } from 'stepwright';
import { z } from 'zod';

const RATES: Readonly<Record<string, number>> = { EUR: 1, USD: 1.08, JPY: 163.5 };

/** Currency conversion. A real one would ask a service; the shape is the same. */
const currency = defineTarget('currency', {
  description: 'Converts amounts of money.',
  actions: {
    convert: action({
      description: 'Converts an amount from euros.',
      params: z.object({ amount: z.number(), to: z.string().length(3) }),
      result: z.object({ amount: z.number(), rate: z.number() }),
      // Calling it twice does no harm.
      idempotent: true,
      run({ amount, to }, ctx) {
        const rate = RATES[to];
        if (rate === undefined) {
          // Permanent: another attempt would change nothing, so `retry` does not make one.
          throw new StepwrightError('UnknownCurrency', `no rate for ${to}`, { class: 'permanent' });
        }
        ctx.log.info('converted', { to, rate, attempt: ctx.attempt });
        return { amount: Math.round(amount * rate * 100) / 100, rate };
      },
    }),
  },
});

/** A step written as a function: `{ target: step, action: greeting }`. */
const greeting = defineStep('greeting', ({ params }) => ({ text: `Dear ${String(params['name'])},` }));

export default [currency, greeting];

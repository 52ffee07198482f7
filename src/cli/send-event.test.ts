import { expect, it } from 'vitest';

import { sendEvent } from './send-event.ts';

it.each([
  [['order-1'], {}, 'MissingField', /a run id, the type/],
  [['order-1', 'paid', '1', 'more'], {}, 'InvalidValue', /a run id, the type/],
  [['paid', '1', '2'], { key: 'ORD-1' }, 'InvalidValue', /no run id/],
  [['order-1', 'paid', '{"a": '], {}, 'InvalidInput', /the data of the event: not valid JSON/],
  [['order-1', 'paid', '@nowhere.json'], {}, 'InvalidInput', /the data of the event @nowhere\.json: there is no file/],
  [['order-1', 'paid'], { data: '{"amount": 5}' }, 'InvalidValue', /--data names the data folder/],
] as const)('refuses event %j with %j before it looks for a server', async (words, flags, code, message) => {
  await expect(sendEvent(words, flags)).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message) as string,
    hint: expect.any(String) as string,
  });
});

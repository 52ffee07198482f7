import { action, actionsOf, defineTarget, fallback, gt, targets, text, undo, workflow } from 'stepwright';
import { z } from 'zod';

const { drive, slack } = targets;

const shop = defineTarget('shop', {
  actions: {
    reserve: action({
      params: z.object({ sku: z.string(), quantity: z.number() }),
      result: z.object({ reservation: z.string(), price: z.number() }),
      idempotent: true,
      run: ({ sku, quantity }, ctx) => ({ reservation: `${sku}-${ctx.runId}`, price: 12.5 * quantity }),
    }),
    release: action({ params: z.object({ reservation: z.string() }), idempotent: true, run: () => null }),
  },
});

const { reserve, release } = actionsOf(shop);

const input = z.object({
  orderId: z.string(),
  sku: z.string(),
  quantity: z.number().default(1),
  note: z.string().optional(),
});

/** The same definition as builder.workflow.yaml; here a reference to a field that does not exist does not compile. */
export const order = workflow(
  'order',
  { name: 'Take an order', version: '1.0.0', input, rollbackOnFailure: true, key: ({ orderId }) => orderId },
  (w, { orderId, sku, quantity, note }) => {
    const reserved = w.action('reserve', reserve, {
      name: 'Reserve the goods',
      params: { sku, quantity },
      retry: { maxAttempts: 3 },
      rollback: ({ reservation }) => undo(release, { params: { reservation } }),
    });
    const file = w.action('file-order', drive.file_document, {
      name: 'File the order',
      params: {
        name: text`Order-${orderId}.txt`,
        type: 'ORDER',
        content: text`${quantity} x ${sku}: ${reserved.price} EUR. ${fallback(note, 'No note')}`,
      },
      rollback: ({ fileId }) => undo(drive.delete_file, { params: { fileId } }),
    });
    w.if('tell-sales', {
      name: 'Tell sales about large orders',
      condition: gt(reserved.price, 100),
      then: () =>
        w.action('large-order', slack.send_notification, {
          params: { channel: 'sales', message: text`Order ${orderId} is worth ${reserved.price} EUR: ${file.webViewLink}` },
        }),
    });
    return { link: file.webViewLink, price: reserved.price };
  },
);

export const definitions = [order];
export default shop;

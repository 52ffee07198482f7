import type { z } from 'zod';

import { slackSpec } from '../../../src/core/target/builtin/slack.ts';
import type { ActionContext, Target } from '../../../src/core/target/target.ts';
import { implement } from '../implement.ts';
import { present } from '../present.ts';
import type { SlackMessage, SlackProvider } from './provider.ts';

type Params = z.output<typeof slackSpec.actions.send_notification.params>;

export function slackTarget(provider: SlackProvider): Target {
  const post = (priority: SlackMessage['priority'], channel: string) => (params: Params, ctx: ActionContext) =>
    provider.post(messageOf(params, { priority, channel, message: `Run ${ctx.runId}, step ${ctx.path}` }), ctx);
  return implement(slackSpec, {
    send_notification: post('normal', 'general'),
    urgent_notify: post('urgent', 'urgent'),
    standard_notify: post('standard', 'general'),
  });
}

function messageOf(params: Params, defaults: Pick<SlackMessage, 'priority' | 'channel' | 'message'>): SlackMessage {
  const { channel, message, title, fields, ...extra } = params;
  return {
    priority: defaults.priority,
    channel: channel?.replace(/^#/, '') || defaults.channel,
    message: message === null || message === undefined ? defaults.message : String(message),
    ...present({ title: title === null || title === undefined ? undefined : String(title) }),
    ...present({
      fields: fields?.map((field) => ({ title: String(field.title), value: field.value ?? null, ...present({ short: field.short }) })),
    }),
    extra: present(extra),
  };
}

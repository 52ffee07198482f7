import { trelloSpec } from '../../../src/core/target/builtin/trello.ts';
import type { Target } from '../../../src/core/target/target.ts';
import { implement } from '../implement.ts';
import { present } from '../present.ts';
import type { TrelloProvider } from './provider.ts';

const DEFAULT_LIST = 'backlog';

export function trelloTarget(provider: TrelloProvider): Target {
  return implement(trelloSpec, {
    create_task: (params, ctx) =>
      provider.createCard(
        {
          name: String(params.name),
          description: String(params.description ?? ''),
          listId: params.listId ?? DEFAULT_LIST,
          labels: params.labels ?? [],
          members: params.members ?? [],
          ...present({ dueDate: params.dueDate }),
          position: params.position ?? 'bottom',
        },
        ctx,
      ),
    async delete_card({ cardId }, ctx) {
      await provider.deleteCard(cardId, ctx);
      return { cardId, deleted: true };
    },
  });
}

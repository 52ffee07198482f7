import { pathToFileURL } from 'node:url';

import { digest, type DataFolder } from '../local/data-folder.ts';
import { JsonDocument } from '../local/json-document.ts';
import { notFound } from '../not-found.ts';
import type { NewCard, TrelloProvider } from './provider.ts';

interface Card extends Omit<NewCard, 'position'> {
  readonly idempotencyKey: string;
  readonly id: string;
  readonly createdAt: string;
}

interface Board {
  readonly cards: readonly Card[];
  /** What was deleted: deleting it again is no error. */
  readonly deleted: readonly { readonly id: string; readonly idempotencyKey: string; readonly at: string }[];
}

/** Keeps cards in `trello/board.json`. */
export function localTrello(folder: DataFolder): TrelloProvider {
  const board = new JsonDocument<Board>(folder, folder.path('trello', 'board.json'), { cards: [], deleted: [] });
  return {
    async createCard({ position, ...fields }, { idempotencyKey, signal }) {
      const { id, name, listId } = await board.update(({ cards, deleted }) => {
        const before = cards.find((card) => card.idempotencyKey === idempotencyKey);
        if (before !== undefined) return { result: before };
        const card: Card = { idempotencyKey, id: digest(idempotencyKey).slice(0, 24), createdAt: new Date().toISOString(), ...fields };
        return { next: { cards: position === 'top' ? [card, ...cards] : [...cards, card], deleted }, result: card };
      }, signal);
      return { id, name, listId, url: `${pathToFileURL(board.path).href}#${id}` };
    },
    async deleteCard(cardId, { idempotencyKey, signal }) {
      await board.update(({ cards, deleted }) => {
        if (deleted.some(({ id }) => id === cardId)) return { result: undefined };
        if (!cards.some(({ id }) => id === cardId)) throw notFound('card', cardId);
        const gone = { id: cardId, idempotencyKey, at: new Date().toISOString() };
        return { next: { cards: cards.filter(({ id }) => id !== cardId), deleted: [...deleted, gone] }, result: undefined };
      }, signal);
    },
  };
}

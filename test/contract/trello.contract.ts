import { describe, expect, it } from 'vitest';

import type { TrelloProvider } from '../../activities/targets/trello/provider.ts';
import { effect, refusal } from './effect.ts';

/** What every Trello provider does; `cards` gives the names of the cards there are, from top to bottom. */
export function trelloContract(open: () => { readonly provider: TrelloProvider; cards(): Promise<readonly string[]> }): void {
  const card = (name: string, position: 'top' | 'bottom' = 'bottom') => ({
    name,
    description: 'd',
    listId: 'backlog',
    labels: ['bug'],
    members: [],
    position,
  });

  describe('trello provider', () => {
    it('adds cards where they are wanted, once for each key', async () => {
      const { provider, cards } = open();
      const first = await provider.createCard(card('one'), effect('a'));
      expect(first).toEqual({
        id: expect.any(String) as string,
        url: expect.stringContaining(first.id) as string,
        name: 'one',
        listId: 'backlog',
      });
      await provider.createCard(card('two'), effect('b'));
      await provider.createCard(card('zero', 'top'), effect('c'));
      expect(await provider.createCard(card('one'), effect('a'))).toEqual(first);
      expect(await cards()).toEqual(['zero', 'one', 'two']);
    });

    it('deletes a card, and is not troubled when it has done so before', async () => {
      const { provider, cards } = open();
      const { id } = await provider.createCard(card('one'), effect('a'));
      await provider.deleteCard(id, effect('a~rollback'));
      await provider.deleteCard(id, effect('a~rollback'));
      expect(await cards()).toEqual([]);
    });

    it('does not claim to have deleted what never was', async () => {
      const { provider } = open();
      expect(await refusal(provider.deleteCard('https://not-an-id', effect('x')))).toMatchObject({ code: 'NotFound', class: 'permanent' });
    });

    it('loses nothing when many write at once', async () => {
      const { provider, cards } = open();
      await Promise.all(Array.from({ length: 50 }, (_empty, index) => provider.createCard(card(`n${index}`), effect(`k${index}`))));
      expect(new Set(await cards()).size).toBe(50);
    });
  });
}

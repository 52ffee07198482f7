import type { Effect } from '../local/effect.ts';

export interface NewCard {
  readonly name: string;
  readonly description: string;
  readonly listId: string;
  readonly labels: readonly string[];
  readonly members: readonly string[];
  readonly dueDate?: string;
  readonly position: 'top' | 'bottom';
}

export interface CreatedCard {
  readonly id: string;
  readonly url: string;
  readonly name: string;
  readonly listId: string;
}

export interface TrelloProvider {
  /** Adds a card once for each key. */
  createCard(card: NewCard, call: Effect): Promise<CreatedCard>;
  /**
   * Removes a card; one that was removed before is removed already.
   * @throws StepwrightError `NotFound` for a card that never was
   */
  deleteCard(cardId: string, call: Effect): Promise<void>;
}

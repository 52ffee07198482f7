import type { Effect } from '../local/effect.ts';

export interface NewPage {
  readonly title: string;
  readonly content: string;
  readonly databaseId: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface CreatedPage {
  readonly id: string;
  readonly url: string;
  readonly title: string;
  readonly databaseId: string;
}

export interface NotionProvider {
  /** Adds a page once for each key. */
  createPage(page: NewPage, call: Effect): Promise<CreatedPage>;
  /**
   * Archives a page; archiving it twice is the same.
   * @throws StepwrightError `NotFound` for a page that never was
   */
  archivePage(pageId: string, call: Effect): Promise<void>;
}

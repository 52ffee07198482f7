import { setTimeout as sleep } from 'node:timers/promises';

import type { Connection } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType, type SearchAttributePair } from '@temporalio/common';

import { SEARCH_ATTRIBUTES } from '../core/run/wire.ts';

const KEYWORD = 2;
const KEYWORD_LIST = 7;

const TYPES: Readonly<Record<string, number>> = {
  [SEARCH_ATTRIBUTES.definition]: KEYWORD,
  [SEARCH_ATTRIBUTES.version]: KEYWORD,
  [SEARCH_ATTRIBUTES.status]: KEYWORD,
  [SEARCH_ATTRIBUTES.key]: KEYWORD,
  [SEARCH_ATTRIBUTES.tags]: KEYWORD_LIST,
};

/** New attributes are usable a moment after they were added. */
const USABLE_WITHIN_MS = 2000;
const LOOK_EVERY_MS = 50;

/**
 * Whether the namespace has our search attributes, adding them where we may. A run must know before it starts: writing one
 * that is not there would wedge it.
 */
export async function probeSearchAttributes(connection: Connection, namespace: string): Promise<boolean> {
  try {
    const missing = await missingAttributes(connection, namespace);
    if (missing.length === 0) return true;
    const searchAttributes = Object.fromEntries(missing.map((name) => [name, TYPES[name] ?? KEYWORD]));
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
    return await areUsable(connection, namespace);
  } catch {
    // Not permitted (Temporal Cloud), or all ten places are taken: runs go without.
    return false;
  }
}

async function missingAttributes(connection: Connection, namespace: string): Promise<readonly string[]> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  return Object.keys(TYPES).filter((name) => customAttributes[name] === undefined);
}

async function areUsable(connection: Connection, namespace: string): Promise<boolean> {
  const until = Date.now() + USABLE_WITHIN_MS;
  while ((await missingAttributes(connection, namespace)).length > 0) {
    if (Date.now() > until) return false;
    await sleep(LOOK_EVERY_MS);
  }
  return true;
}

/** What a run is found by. */
export interface RunAttributes {
  readonly definition: string;
  readonly version?: string;
  readonly key?: string;
  readonly tags: readonly string[];
}

export function searchAttributesOf({ definition, version, key, tags }: RunAttributes): SearchAttributePair[] {
  const keyword = (name: string, value: string) => ({ key: defineSearchAttributeKey(name, SearchAttributeType.KEYWORD), value });
  return [
    keyword(SEARCH_ATTRIBUTES.definition, definition),
    keyword(SEARCH_ATTRIBUTES.status, 'RUNNING'),
    ...(version === undefined ? [] : [keyword(SEARCH_ATTRIBUTES.version, version)]),
    ...(key === undefined ? [] : [keyword(SEARCH_ATTRIBUTES.key, key)]),
    ...(tags.length === 0
      ? []
      : [{ key: defineSearchAttributeKey(SEARCH_ATTRIBUTES.tags, SearchAttributeType.KEYWORD_LIST), value: [...tags] }]),
  ];
}

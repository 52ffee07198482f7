import type { Connection } from '@temporalio/client';
import { describe, expect, it } from 'vitest';

import { probeSearchAttributes, searchAttributesOf } from './search-attributes.ts';

const ALL = ['StepwrightDefinition', 'StepwrightVersion', 'StepwrightStatus', 'StepwrightKey', 'StepwrightTags'];

/** A namespace with these attributes; adding takes effect after one more look, or is refused. */
function namespace(has: readonly string[], mayAdd = true) {
  const names = new Set(has);
  const added: Record<string, number> = {};
  let pending: readonly string[] = [];
  const operatorService = {
    listSearchAttributes() {
      const customAttributes = Object.fromEntries([...names].map((name) => [name, 2]));
      for (const name of pending) names.add(name);
      return Promise.resolve({ customAttributes });
    },
    addSearchAttributes({ searchAttributes }: { searchAttributes: Record<string, number> }) {
      if (!mayAdd) return Promise.reject(new Error('PERMISSION_DENIED'));
      Object.assign(added, searchAttributes);
      pending = Object.keys(searchAttributes);
      return Promise.resolve({});
    },
  };
  return { added, connection: { operatorService } as unknown as Connection };
}

describe('probeSearchAttributes', () => {
  it('adds what is missing and waits until it is there', async () => {
    const { added, connection } = namespace(['StepwrightDefinition', 'CustomerId']);
    expect(await probeSearchAttributes(connection, 'default')).toBe(true);
    expect(Object.keys(added)).toEqual(ALL.slice(1));
    expect(added).toMatchObject({ StepwrightStatus: 2, StepwrightTags: 7 });
  });

  it('adds nothing where all are there', async () => {
    const { added, connection } = namespace(ALL, false);
    expect(await probeSearchAttributes(connection, 'default')).toBe(true);
    expect(added).toEqual({});
  });

  it('does without where adding is refused', async () => {
    expect(await probeSearchAttributes(namespace([], false).connection, 'default')).toBe(false);
  });
});

describe('searchAttributesOf', () => {
  it('names what a run is found by', () => {
    const pairs = searchAttributesOf({ definition: 'order', version: '1.0.0', tags: ['a', 'b'] });
    expect(pairs.map(({ key, value }) => [key.name, value])).toEqual([
      ['StepwrightDefinition', 'order'],
      ['StepwrightStatus', 'RUNNING'],
      ['StepwrightVersion', '1.0.0'],
      ['StepwrightTags', ['a', 'b']],
    ]);
    expect(searchAttributesOf({ definition: 'order', tags: [] })).toHaveLength(2);
  });
});

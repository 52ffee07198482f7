import { Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { temporal } from '../helpers/temporal.ts';

describe('the dev server of the tests', () => {
  let connection: Connection;

  beforeAll(async () => {
    connection = await Connection.connect({ address: temporal().address });
  });
  afterAll(() => connection.close());

  it('has the search attributes of runs', async () => {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: temporal().namespace });
    expect(Object.keys(customAttributes ?? {})).toEqual(
      expect.arrayContaining(['StepwrightDefinition', 'StepwrightVersion', 'StepwrightStatus', 'StepwrightTags']),
    );
  });

  it('serves its UI', async () => {
    expect((await fetch(temporal().ui)).status).toBe(200);
  });
});

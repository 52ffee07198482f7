import type { Client, ConnectionLike } from '@temporalio/client';
import { describe, expect, it } from 'vitest';

import { Starts } from './starts.ts';

const plain = { name: 'plain' } as unknown as Client;
const eager = { name: 'eager' } as unknown as Client;
const connection = {} as ConnectionLike;

function starts(): Starts {
  return new Starts(plain, () => eager);
}

/** Who was asked to start, and whether eagerly. */
async function asked(of: Starts, over: ConnectionLike | undefined): Promise<readonly [Client, boolean] | undefined> {
  let call: readonly [Client, boolean] | undefined;
  await of.start(over, (client, requestEagerStart) => {
    call = [client, requestEagerStart];
    return Promise.resolve();
  });
  return call;
}

describe('Starts', () => {
  it('starts over the connection of the worker of this process, eagerly', async () => {
    expect(await asked(starts(), connection)).toEqual([eager, true]);
  });

  it('starts as any client where there is no such worker', async () => {
    expect(await asked(starts(), undefined)).toEqual([plain, false]);
  });

  it('starts a mass of runs as any client, until it is over', async () => {
    const many = starts();
    let end: () => void = () => undefined;
    const under = new Promise<void>((resolve) => {
      end = resolve;
    });
    const mass = Array.from({ length: 32 }, () => many.start(connection, () => under));
    expect(await asked(many, connection)).toEqual([plain, false]);
    end();
    await Promise.all(mass);
    expect(await asked(many, connection)).toEqual([eager, true]);
  });

  it('counts a start that failed as over', async () => {
    const failing = starts();
    const fail = (): Promise<void> => Promise.reject(new Error('no'));
    const failed = await Promise.allSettled(Array.from({ length: 32 }, () => failing.start(connection, fail)));
    expect(failed.map(({ status }) => status)).toEqual(Array.from({ length: 32 }, () => 'rejected'));
    expect(await asked(failing, connection)).toEqual([eager, true]);
  });
});

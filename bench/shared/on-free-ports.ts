import { freePort } from '../../src/devserver/free-port.ts';

const ATTEMPTS = 3;

/** Starts something on so many free ports; with others when one was taken by another process in between. */
export async function onFreePorts<T>(count: number, start: (ports: readonly number[]) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const ports: number[] = [];
    while (ports.length < count) ports.push(await freePort());
    try {
      return await start(ports);
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

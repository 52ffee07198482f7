import { expect, it } from 'vitest';

import { loadDriver } from './load-driver.ts';

it('says how to install a driver that is missing', async () => {
  const missing = Object.assign(new Error("Cannot find package 'pg' imported from /app/x.js"), { code: 'ERR_MODULE_NOT_FOUND' });
  await expect(loadDriver('pg', () => Promise.reject(missing))).rejects.toMatchObject({
    code: 'NotFound',
    hint: 'Install it: npm install pg@8.23.1',
  });
});

it('lets other errors through', async () => {
  const broken = Object.assign(new Error("Cannot find package 'pg-native'"), { code: 'ERR_MODULE_NOT_FOUND' });
  await expect(loadDriver('pg', () => Promise.reject(broken))).rejects.toBe(broken);
});

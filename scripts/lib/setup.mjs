// Makes a fresh clone ready: dependencies, a Temporal CLI, servers for the storage tests. Only Node built-ins, since nothing is installed yet. Does nothing that is done already.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { isInstalled } from './lock.mjs';
import { say, task, Told } from './report.mjs';
import { ROOT, run } from './run.mjs';
import { installStoreServers } from './store-servers.mjs';

const OLDEST_NODE = [20, 20, 2];

/**
 * @param withTemporal look for a Temporal CLI, and install one if there is none
 * @param withStoreServers look for the servers of the storage tests, and install those that are not there
 * @returns `{ temporal, missing }`: `temporal` is false when there is no way to have a Temporal server, `missing` has the names of
 * store servers that could not be had; with `CI=true` both throw instead
 */
export async function setUp({ withTemporal = true, withStoreServers = false } = {}) {
  checkNode();
  if (!dependenciesAreInstalled()) await task('dependencies', installDependencies);
  const missing = withStoreServers ? await storeServers() : [];
  if (!withTemporal) return { temporal: false, missing };
  try {
    await task('Temporal CLI', findTemporal);
    return { temporal: true, missing };
  } catch (error) {
    if (isCi() || !(error instanceof Told)) throw error;
    say(error.message);
    return { temporal: false, missing };
  }
}

async function storeServers() {
  const reasons = [];
  await task('servers of the storage tests', async (show) => {
    const found = await installStoreServers(show);
    reasons.push(...found.missing);
    return found.missing.length === 0
      ? undefined
      : `servers of the storage tests, without ${found.missing.map(({ name }) => name).join(', ')}`;
  });
  const told = reasons.map(({ name, why }) => `${name} is not here: ${why}`).join('\n');
  if (reasons.length > 0 && isCi()) throw new Told(told);
  if (reasons.length > 0) say(told);
  return reasons.map(({ name }) => name);
}

/** In CI nothing may be left out silently. */
export function isCi() {
  return process.env.CI === 'true' || process.env.CI === '1';
}

function checkNode() {
  const version = process.versions.node.split('.').map(Number);
  const difference = OLDEST_NODE.map((part, index) => version[index] - part).find((part) => part !== 0) ?? 0;
  if (difference < 0)
    throw new Told(`Node.js ${process.versions.node} is too old: Stepwright needs ${OLDEST_NODE.join('.')} or later (https://nodejs.org)`);
}

function dependenciesAreInstalled() {
  const [manifest, lock, installed] = ['package.json', 'package-lock.json', 'node_modules/.package-lock.json'].map(readJson);
  return isInstalled({ manifest, lock, installed });
}

function readJson(file) {
  const path = join(ROOT, file);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}

async function installDependencies(show) {
  const flags = ['--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  show('npm ci');
  const clean = existsSync(join(ROOT, 'package-lock.json')) ? await run('npm', ['ci', ...flags]) : { code: 1, output: '' };
  if (clean.code === 0) return;
  // The lock file does not fit package.json: npm install writes a new one.
  show('npm install');
  const { code, output } = await run('npm', ['install', ...flags]);
  if (code !== 0) throw new Told(`npm could not install the dependencies:\n${clean.output}\n${output}`);
}

async function findTemporal(show) {
  const said = [];
  const { code, output } = await run(process.execPath, ['--import', 'tsx', 'scripts/find-temporal.ts'], {
    onLine: (line) => {
      said.push(line);
      if (line.startsWith('progress: ')) show(line.slice('progress: '.length));
    },
  });
  if (code !== 0) throw new Told(said.filter((line) => !line.startsWith('progress: ')).join('\n') || output);
  return said.at(-1);
}

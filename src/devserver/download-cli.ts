import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { TEMPORAL_CLI_VERSION } from './cli-cache.ts';
import type { OnProgress } from './progress.ts';

const DOWNLOAD_HOST = 'https://temporal.download';
const HOST_ANSWERS_WITHIN_MS = 5000;
const DOWNLOAD_TAKES_AT_MOST_MS = 300_000;

/**
 * Downloads by way of `@temporalio/testing`, which can only download and start in one go, so the server is ended at once. In a process of its own: the
 * SDK's native runtime exists once per process and must stay free for the user's settings, and a download that hangs can be killed.
 */
const PROGRAM = `
const [testing, downloadDir, version] = process.argv.slice(1);
const { TestWorkflowEnvironment } = require(testing);
TestWorkflowEnvironment.createLocal({ server: { executable: { type: 'cached-download', downloadDir, version, ttl: '365d' }, log: { format: 'pretty', level: 'error' } } })
  .then((environment) => environment.teardown())
  .then(() => process.exit(0), (error) => { console.error(error.message); process.exit(1); });
`;

/** Downloads the CLI into `folder`; gives the file's path, or says why there is none. */
export async function downloadCli(folder: string, onProgress: OnProgress): Promise<{ path: string } | { problem: string }> {
  if (!(await hostAnswers())) return { problem: `${DOWNLOAD_HOST} does not answer` };
  onProgress(`downloading the Temporal CLI ${TEMPORAL_CLI_VERSION}`);
  mkdirSync(folder, { recursive: true });
  const problem = await runDownload(folder);
  if (problem !== undefined) return { problem };
  const file = readdirSync(folder).find((name) => name.startsWith('temporal'));
  return file === undefined ? { problem: 'the download left no file' } : { path: join(folder, file) };
}

/** Without it, a network that swallows packets would cost minutes. Behind a proxy only the download itself can tell. */
async function hostAnswers(): Promise<boolean> {
  if ((process.env['HTTPS_PROXY'] ?? process.env['https_proxy'] ?? '') !== '') return true;
  try {
    await fetch(DOWNLOAD_HOST, { method: 'HEAD', signal: AbortSignal.timeout(HOST_ANSWERS_WITHIN_MS) });
    return true;
  } catch {
    return false;
  }
}

function runDownload(folder: string): Promise<string | undefined> {
  const testing = createRequire(import.meta.url).resolve('@temporalio/testing');
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['-e', PROGRAM, testing, folder, `v${TEMPORAL_CLI_VERSION}`], {
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: DOWNLOAD_TAKES_AT_MOST_MS,
      killSignal: 'SIGKILL',
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code) => resolve(code === 0 ? undefined : lastLine(said) || 'the download took too long'));
  });
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe } from 'vitest';

import { localDrive } from '../../activities/targets/drive/local.ts';
import { localGmail } from '../../activities/targets/gmail/local.ts';
import { parseCsv } from '../../activities/targets/local/csv.ts';
import { DataFolder } from '../../activities/targets/local/data-folder.ts';
import { localNotion } from '../../activities/targets/notion/local.ts';
import { localSheets } from '../../activities/targets/sheets/local.ts';
import { localSlack } from '../../activities/targets/slack/local.ts';
import { localTrello } from '../../activities/targets/trello/local.ts';
import { tempFolder } from '../helpers/temp-folder.ts';
import { driveContract } from './drive.contract.ts';
import { gmailContract } from './gmail.contract.ts';
import { notionContract } from './notion.contract.ts';
import { sheetsContract } from './sheets.contract.ts';
import { slackContract } from './slack.contract.ts';
import { trelloContract } from './trello.contract.ts';

type Records = readonly Readonly<Record<string, string>>[];

async function jsonLines(path: string): Promise<Records> {
  return (await readFile(path, 'utf8'))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Readonly<Record<string, string>>);
}

async function json(path: string): Promise<Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>> {
  return JSON.parse(await readFile(path, 'utf8')) as Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
}

describe('local providers', () => {
  slackContract(() => {
    const folder = new DataFolder(tempFolder());
    return { provider: localSlack(folder), read: async (channel) => (await jsonLines(folder.path('slack', `${channel}.jsonl`))) as never };
  });

  gmailContract(() => {
    const folder = new DataFolder(tempFolder());
    return { provider: localGmail(folder), sent: async () => (await jsonLines(folder.path('gmail', 'outbox.jsonl'))) as never };
  });

  trelloContract(() => {
    const folder = new DataFolder(tempFolder());
    return {
      provider: localTrello(folder),
      cards: async () => (await json(folder.path('trello', 'board.json')))['cards']?.map(({ name }) => String(name)) ?? [],
    };
  });

  notionContract(() => {
    const folder = new DataFolder(tempFolder());
    const titles = async () => {
      const { pages = [] } = await json(folder.path('notion', 'pages.json'));
      return pages.filter(({ archived }) => archived === false).map(({ title }) => String(title));
    };
    return { provider: localNotion(folder), titles };
  });

  driveContract(() => {
    const folder = new DataFolder(tempFolder());
    return { provider: localDrive(folder), files: async () => contents(folder.path('drive')) };
  });

  sheetsContract(() => {
    const folder = new DataFolder(tempFolder());
    const cells = async (id: string) => parseCsv(await readFile(folder.path('sheets', `${id}.csv`), 'utf8')).map((row) => row.slice(0, -1));
    return { provider: localSheets(folder), cells };
  });
});

async function contents(root: string): Promise<Readonly<Record<string, string>>> {
  if (!existsSync(root)) return {};
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(files.map(async (path) => [path.slice(root.length + 1), await readFile(path, 'utf8')] as const)),
  );
}

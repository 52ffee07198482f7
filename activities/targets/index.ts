import type { Target } from '../../src/core/target/target.ts';
import { cpuTarget } from './cpu/cpu.ts';
import { driveTarget } from './drive/drive.ts';
import { localDrive } from './drive/local.ts';
import { fileTarget } from './file/file.ts';
import { gmailTarget } from './gmail/gmail.ts';
import { localGmail } from './gmail/local.ts';
import { httpTarget } from './http/http.ts';
import { integrationTarget } from './integration/integration.ts';
import { DataFolder } from './local/data-folder.ts';
import { localNotion } from './notion/local.ts';
import { notionTarget } from './notion/notion.ts';
import { localSheets } from './sheets/local.ts';
import { sheetsTarget } from './sheets/sheets.ts';
import { localSlack } from './slack/local.ts';
import { slackTarget } from './slack/slack.ts';
import { localTrello } from './trello/local.ts';
import { trelloTarget } from './trello/trello.ts';
import { utilTarget } from './util/util.ts';

export interface BuiltinOptions {
  /** Where the local providers keep what they do. */
  readonly dataDir: string;
  /** Root of the `file` target. */
  readonly filesDir: string;
  /** `HOST[:PORT]` or CIDR that `http` may reach although private. */
  readonly allowNetwork: readonly string[];
}

/**
 * The built-in targets with their code.
 * @throws StepwrightError `InvalidValue` for an `allowNetwork` that is none
 */
export function builtinImplementations({ dataDir, filesDir, allowNetwork }: BuiltinOptions): readonly Target[] {
  const data = new DataFolder(dataDir);
  return [
    trelloTarget(localTrello(data)),
    slackTarget(localSlack(data)),
    notionTarget(localNotion(data)),
    driveTarget(localDrive(data)),
    sheetsTarget(localSheets(data)),
    gmailTarget(localGmail(data)),
    integrationTarget,
    httpTarget({ allowNetwork }),
    fileTarget(filesDir, data),
    utilTarget,
    cpuTarget,
  ];
}

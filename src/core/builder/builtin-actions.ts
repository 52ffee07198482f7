import { driveSpec } from '../target/builtin/drive.ts';
import { fileSpec } from '../target/builtin/file.ts';
import { gmailSpec } from '../target/builtin/gmail.ts';
import { httpSpec } from '../target/builtin/http.ts';
import { notionSpec } from '../target/builtin/notion.ts';
import { sheetsSpec } from '../target/builtin/sheets.ts';
import { slackSpec } from '../target/builtin/slack.ts';
import { trelloSpec } from '../target/builtin/trello.ts';
import { utilSpec } from '../target/builtin/util.ts';
import { actionsOf } from './actions-of.ts';

/** The actions of the built-in targets: `const { drive, slack } = targets`. */
export const targets = {
  trello: actionsOf(trelloSpec),
  slack: actionsOf(slackSpec),
  notion: actionsOf(notionSpec),
  drive: actionsOf(driveSpec),
  sheets: actionsOf(sheetsSpec),
  gmail: actionsOf(gmailSpec),
  http: actionsOf(httpSpec),
  file: actionsOf(fileSpec),
  util: actionsOf(utilSpec),
} as const;

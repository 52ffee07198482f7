import type { TargetSpec } from '../target.ts';
import { cpuSpec } from './cpu.ts';
import { driveSpec } from './drive.ts';
import { fileSpec } from './file.ts';
import { gmailSpec } from './gmail.ts';
import { httpSpec } from './http.ts';
import { integrationSpec } from './integration.ts';
import { notionSpec } from './notion.ts';
import { sheetsSpec } from './sheets.ts';
import { slackSpec } from './slack.ts';
import { trelloSpec } from './trello.ts';
import { utilSpec } from './util.ts';

/** What the built-in targets offer; their code is in activities/targets. */
export const builtinTargets: readonly TargetSpec[] = [
  trelloSpec,
  slackSpec,
  notionSpec,
  driveSpec,
  sheetsSpec,
  gmailSpec,
  integrationSpec,
  httpSpec,
  fileSpec,
  utilSpec,
  cpuSpec,
];

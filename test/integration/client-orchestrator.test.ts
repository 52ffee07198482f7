import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it, onTestFinished } from 'vitest';

import { stopServer } from '../../src/devserver/find-or-start-server.ts';
import type { WorkflowEvent } from '../../src/core/run/events.ts';
import {
  configure,
  executeWorkflow,
  handleBugReport,
  handleInvoice,
  handleMeeting,
  handleReport,
  StepStatus,
  workflowEvents,
  WorkflowEventType,
  type WorkflowDefinition,
} from '../../src/index.ts';
import { tempFolder } from '../helpers/temp-folder.ts';
import { temporal, unique } from '../helpers/temporal.ts';

/** A place of its own on the test server, for the functions that take no options. */
function place(): string {
  const dataDir = tempFolder();
  configure({ address: temporal().address, taskQueue: unique('queue'), dataDir });
  return dataDir;
}

/** Every file below a folder, its content by its path. */
function files(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : []) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) found[path.slice(folder.length + 1)] = readFileSync(path, 'utf8');
  }
  return found;
}

const stepsOf = ({ steps }: { readonly steps: readonly { readonly stepId: string; readonly status: StepStatus }[] }) =>
  steps.map(({ stepId, status }) => `${stepId} ${status}`);

/** Its first file, path and content. */
function onlyFile(folder: string): readonly [string, string] {
  const [file, ...more] = Object.entries(files(folder));
  expect(more).toEqual([]);
  return file ?? ['', ''];
}

describe('the handlers of common business processes', () => {
  it('handleInvoice files the document, adds the row, tells accounting', async () => {
    const dataDir = place();
    const invoice = {
      fileName: 'Invoice-Acme-2025-001.pdf',
      fileBuffer: Buffer.from('%PDF-1.4 an invoice'),
      vendor: 'Acme, Inc.',
      amount: 1500,
      dueDate: '2025-02-15',
    };
    const result = await handleInvoice(invoice);
    expect(stepsOf(result)).toEqual(['file-drive COMPLETED', 'update-sheet COMPLETED', 'notify-accounting COMPLETED']);
    expect(result.steps[0]?.result?.data).toMatchObject({ webViewLink: expect.any(String) as string });
    expect(onlyFile(join(dataDir, 'drive'))).toEqual([
      expect.stringMatching(/^Invoices\/\d{4}\/Invoice-Acme-2025-001\.pdf$/),
      '%PDF-1.4 an invoice',
    ]);
    const [name, sheet] = onlyFile(join(dataDir, 'sheets'));
    expect(name).toBe('invoices.csv');
    const [header, row] = sheet.split('\n');
    expect(header).toContain('Date,Vendor,Amount,Due Date,Status,Link');
    expect(row).toMatch(/^\d{4}-\d\d-\d\d,"Acme, Inc\.",1500\.00,2025-02-15,Pending,/);
    expect(files(join(dataDir, 'slack'))['accounting.jsonl']).toContain('1500.00');
  });

  it('handleInvoice takes the document back when the sheet cannot be written', async () => {
    const dataDir = place();
    // A file where the folder of sheets should be.
    writeFileSync(join(dataDir, 'sheets'), '');
    const result = await handleInvoice({ fileName: 'a.pdf', fileBuffer: Buffer.from('a'), vendor: 'A', amount: 1, dueDate: '2025-01-01' });
    expect(result).toMatchObject({ success: false, status: 'ROLLED_BACK', rollbackPerformed: true, error: expect.any(String) as string });
    expect(stepsOf(result)).toEqual(['file-drive ROLLED_BACK', 'update-sheet FAILED']);
    expect(Object.keys(files(join(dataDir, 'drive'))).filter((path) => path.endsWith('.pdf'))).toEqual([]);
  });

  it('handleBugReport takes dollar signs in what people write for what they are', async () => {
    const dataDir = place();
    const title = 'Price shows $orderId and ${ 1 + 1 }';
    const result = await handleBugReport({ title, description: 'It costs $5', severity: 'High', reporter: 'support@example.com' });
    expect(stepsOf(result)).toEqual(['create-card COMPLETED', 'notify-devs COMPLETED', 'track-sheet COMPLETED']);
    const [, board] = onlyFile(join(dataDir, 'trello'));
    expect(JSON.stringify(JSON.parse(board))).toContain(JSON.stringify(`[BUG] ${title}`).slice(1, -1));
    expect(board).toContain('**Severity:** High\\n**Reporter:** support@example.com');
    expect(board.replace(/\s/g, '')).toContain('["high","bug"]');
    const message = files(join(dataDir, 'slack'))['engineering.jsonl'] ?? '';
    expect(message).toContain(
      `🐛 New Bug Report\\nTitle: ${title}\\n\\nSeverity: High\\nReporter: support@example.com\\nDescription: It costs $5\\nTrello Card: `,
    );
  });

  it('handleMeeting writes the page and tells the attendees', async () => {
    const dataDir = place();
    const result = await handleMeeting({
      title: 'Q1 Sprint Planning',
      date: '2025-01-20',
      time: '10:00 AM',
      duration: 60,
      attendees: ['john@example.com', 'jane@example.com'],
      agenda: '1. Review',
    });
    expect(stepsOf(result)).toEqual(['create-notion COMPLETED', 'notify-attendees COMPLETED']);
    const [, pages] = onlyFile(join(dataDir, 'notion'));
    for (const text of ['Q1 Sprint Planning', '60 minutes', 'john@example.com, jane@example.com', '1. Review', 'Meeting'])
      expect(pages).toContain(text);
  });

  it('handleReport files the report and asks for its review', async () => {
    const dataDir = place();
    const result = await handleReport({
      fileName: 'Q4.pdf',
      fileBuffer: Buffer.from('report'),
      reportType: 'Quarterly Financial Report',
      stakeholders: ['ceo@example.com'],
      dueDate: '2025-01-31',
    });
    expect(stepsOf(result)).toEqual(['file-report COMPLETED', 'create-review-task COMPLETED', 'notify-stakeholders COMPLETED']);
    const [, board] = onlyFile(join(dataDir, 'trello'));
    for (const text of ['Review: Quarterly Financial Report', 'Please review the Quarterly Financial Report', '**Due Date:** 2025-01-31'])
      expect(board).toContain(text);
    expect(files(join(dataDir, 'slack'))['leadership.jsonl']).toContain('Quarterly Financial Report');
  });
});

describe('executeWorkflow', () => {
  const workflow: WorkflowDefinition = {
    id: 'my-workflow',
    name: 'My Workflow',
    steps: [
      { id: 'one', name: 'One', action: 'echo', target: 'util', params: { text: '$who' } },
      { id: 'two', name: 'Two', action: 'fail', target: 'util', params: { message: 'broken', class: 'permanent' }, dependsOn: ['one'] },
    ],
  };

  it('tells its listeners everything before it gives the result', async () => {
    place();
    const seen: WorkflowEvent[] = [];
    const completed: (number | undefined)[] = [];
    const percents: number[] = [];
    const failed: (string | undefined)[] = [];
    for (const type of Object.values(WorkflowEventType)) workflowEvents.on(type, (event: WorkflowEvent) => seen.push(event));
    workflowEvents.on(WorkflowEventType.STEP_COMPLETED, (event) => completed.push(event.duration));
    workflowEvents.on('workflow:progress', ({ progress }) => percents.push(progress.percentComplete));
    workflowEvents.on(WorkflowEventType.WORKFLOW_FAILED, (event) => failed.push(event.error));
    onTestFinished(() => void workflowEvents.removeAllListeners());
    const result = await executeWorkflow(workflow, { who: 'me' });
    expect(result).toMatchObject({ status: 'FAILED', error: 'broken', rollbackPerformed: false });
    expect(result.steps.filter(({ status }) => status === StepStatus.FAILED).map(({ stepName, error }) => [stepName, error])).toEqual([
      ['Two', 'broken'],
    ]);
    expect(seen.filter(({ type }) => type !== 'workflow:progress').map(({ type, stepName }) => [type, stepName])).toEqual([
      ['workflow:started', undefined],
      ['step:started', 'One'],
      ['step:completed', 'One'],
      ['step:started', 'Two'],
      ['step:failed', 'Two'],
      ['workflow:failed', undefined],
    ]);
    expect(seen.every((event) => event.workflowId === 'my-workflow' && event.workflowName === 'My Workflow')).toBe(true);
    expect(completed).toEqual([expect.any(Number)]);
    expect(percents[0]).toBe(50);
    expect(failed).toEqual(['broken']);
  });

  it('refuses a definition that is not valid', async () => {
    place();
    await expect(executeWorkflow({ id: 'bad', name: 'Bad', steps: [{ id: 'a', target: 'nowhere', action: 'x' }] })).rejects.toMatchObject({
      code: 'UnknownTarget',
    });
  });

  it('needs no set-up in a script, and lets its process end', async () => {
    const folder = tempFolder();
    const entry = new URL('../../src/index.ts', import.meta.url).href;
    const script = join(folder, 'script.mts');
    const definition = { ...workflow, steps: workflow.steps?.slice(0, 1) };
    writeFileSync(
      script,
      `import { executeWorkflow } from ${JSON.stringify(entry)};
       const result = await executeWorkflow(${JSON.stringify(definition)}, { who: 'script' });
       process.stdout.write(JSON.stringify(result.output));`,
    );
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:TEMPORAL|STEPWRIGHT|VITEST)/.test(name)));
    const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), script], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(async () => {
      child.kill('SIGKILL');
      // Only a child that crashed leaves one behind.
      await stopServer(join(folder, '.stepwright'));
    });
    const output: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    const [code] = (await once(child, 'close')) as [number | null];
    expect(code).toBe(0);
    expect(JSON.parse(Buffer.concat(output).toString())).toEqual({ one: { text: 'script' } });
    // The server it started went with it; the run's history is kept.
    expect(existsSync(join(folder, '.stepwright', 'dev.json'))).toBe(false);
    expect(existsSync(join(folder, '.stepwright', 'temporal.db'))).toBe(true);
  });
});

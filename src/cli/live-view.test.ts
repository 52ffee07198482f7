import picocolors from 'picocolors';
import { describe, expect, it, vi } from 'vitest';

import type { Run } from '../client/api.ts';
import type { WorkflowDefinition } from '../core/definition/workflow-definition.ts';
import type { WorkflowEvent } from '../core/run/events.ts';
import { LiveView } from './live-view.ts';
import { WaitingSteps } from './waiting-steps.ts';

function event(type: WorkflowEvent['type'], more: Partial<WorkflowEvent> = {}): WorkflowEvent {
  return { type, runId: 'r', workflowId: 'w', workflowName: 'W', timestamp: '2026-01-01T00:00:00.000Z', cursor: 'c', ...more };
}

/** A run whose state says where each of these paths wrote. */
function runThatWrote(places: Readonly<Record<string, string>>): { readonly run: Run; readonly state: ReturnType<typeof vi.fn> } {
  const steps = Object.entries(places).map(([path, place]) => ({ path, result: { data: { path: place } } }));
  const state = vi.fn(() => Promise.resolve({ steps }));
  return { run: { state } as unknown as Run, state };
}

function view(rewrites: boolean, definition?: WorkflowDefinition): { readonly view: LiveView; text(): string } {
  let text = '';
  const write = (part: string): void => {
    text += part;
  };
  const colors = picocolors.createColors(false);
  const waiting = new WaitingSteps(definition, (words) => ['stepwright', ...words].join(' '));
  const made = new LiveView({ write, colors, rewrites, columns: { path: 4, name: 0 }, filesDir: '/files', waiting });
  return { view: made, text: () => text };
}

describe('LiveView', () => {
  it('writes one plain line per step that ended, with where it wrote', async () => {
    const { view: shown, text } = view(false);
    const { run, state } = runThatWrote({ a: 'out/a.txt', b: 'out/b.txt' });
    for (const path of ['a', 'b']) await shown.show(event('step:started', { path }), run);
    for (const path of ['a', 'b']) await shown.show(event('step:completed', { path, duration: 5 }), run);
    await shown.show(event('workflow:progress'), run);
    shown.end();
    expect(text()).toBe('  ✔ a          5 ms  → out/a.txt\n  ✔ b          5 ms  → out/b.txt\n');
    expect(state).toHaveBeenCalledTimes(1);
  });

  it('shows what runs in a line that it takes away again', async () => {
    const { view: shown, text } = view(true);
    const { run } = runThatWrote({});
    await shown.show(event('step:started', { path: 'a' }), run);
    expect(text()).toBe('  ▸ a');
    await shown.show(event('step:failed', { path: 'a', error: 'no' }), run);
    expect(text()).toBe('  ▸ a\r\u001B[2K  ✖ a                no\n');
  });

  it('does without the place when nobody answers', async () => {
    const { view: shown, text } = view(false);
    const run = { state: () => Promise.reject(new Error('closed')) } as unknown as Run;
    await shown.show(event('step:completed', { path: 'a', duration: 5 }), run);
    expect(text()).toBe('  ✔ a          5 ms\n');
  });

  it('asks nothing for the steps of loops, and stops asking in a long run', async () => {
    const { view: shown } = view(false);
    const { run, state } = runThatWrote({});
    await shown.show(event('step:completed', { path: 'each[1].a' }), run);
    expect(state).not.toHaveBeenCalled();
    for (let index = 0; index < 200; index += 1) await shown.show(event('step:completed', { path: `s${index}` }), run);
    expect(state.mock.calls.length).toBeLessThan(60);
  });

  it('tells of a pause, a rollback and a rollback that failed', async () => {
    const { view: shown, text } = view(false);
    const { run } = runThatWrote({});
    await shown.show(event('workflow:paused'), run);
    await shown.show(event('rollback:started'), run);
    await shown.show(event('rollback:step', { path: 'a' }), run);
    await shown.show(event('rollback:step', { path: 'b', error: 'desk closed' }), run);
    expect(text()).toMatch(/^ {2}paused\n {2}rolling back\n {2}↺ a .*rolled back\n {2}✖ b .*desk closed\n$/);
  });

  it('says what a waiting step waits for, and how it is ended', async () => {
    const definition: WorkflowDefinition = {
      id: 'w',
      name: 'W',
      steps: [
        { id: 'rest', type: 'wait', for: '1h' },
        { id: 'paid', type: 'event', event: 'order.paid' },
        { id: 'late', type: 'event', event: 'order.$kind' },
        { id: 'ok', type: 'approval', approvers: ['ada'] },
      ],
    };
    const { view: shown, text } = view(false, definition);
    const tasks = vi.fn(() => Promise.resolve([{ path: 'ok' }]));
    const run = { id: 'run-1', tasks } as unknown as Run;
    for (const path of ['rest', 'paid', 'late', 'ok']) await shown.show(event('step:waiting', { path, stepId: path }), run);
    expect(text().replaceAll(/ +/g, ' ')).toBe(
      [
        ' … rest waiting',
        ' … paid waits for event: stepwright event run-1 order.paid',
        ' … late waits for an event',
        ' … ok waits for approval: stepwright approve run-1 ok',
        '',
      ].join('\n'),
    );
    expect(tasks).toHaveBeenCalledTimes(1);
  });

  it('asks the run for its approvals when the definition is not known', async () => {
    const { view: shown, text } = view(false);
    const run = { id: 'run-1', tasks: () => Promise.resolve([{ path: 'ok' }]) } as unknown as Run;
    await shown.show(event('step:waiting', { path: 'ok', stepId: 'ok' }), run);
    await shown.show(event('step:waiting', { path: 'rest', stepId: 'rest' }), run);
    const nobody = { id: 'run-1', tasks: () => Promise.reject(new Error('closed')) } as unknown as Run;
    await shown.show(event('step:waiting', { path: 'b', stepId: 'b' }), nobody);
    expect(text()).toMatch(/ok .*stepwright approve run-1 ok\n.* rest .* waiting\n.* b .* waiting\n$/);
  });

  it('tells what came from outside, and does not take a step with a vote for ended', async () => {
    const { view: shown, text } = view(true);
    const { run } = runThatWrote({});
    await shown.show(event('step:started', { path: 'ok' }), run);
    await shown.show(event('workflow:notice', { path: 'ok', notice: 'approval by ada' }), run);
    await shown.show(event('workflow:notice', { notice: 'event x was refused', error: 'the run has ended' }), run);
    expect(text().split('\r\u001B[2K')).toEqual([
      '  ▸ ok',
      '  approval by ada · ok\n  ▸ ok',
      '  event x was refused  the run has ended\n  ▸ ok',
    ]);
  });

  it('shows the first iterations of a loop, then only what fails, and how many there were', async () => {
    const { view: shown, text } = view(false);
    const { run } = runThatWrote({});
    for (let index = 0; index < 30; index += 1) await shown.show(event('step:completed', { path: `each[${index}].a`, duration: 1 }), run);
    await shown.show(event('step:failed', { path: 'each[30].a', error: 'no' }), run);
    await shown.show(event('step:completed', { path: 'each', duration: 40 }), run);
    const lines = text().trimEnd().split('\n');
    expect(lines).toHaveLength(13);
    expect(lines[9]).toContain('each[9].a');
    expect(lines[10]).toBe('  each: of further iterations only what fails is shown');
    expect(lines[11]).toMatch(/✖ each\[30\]\.a .*no/);
    expect(lines[12]).toMatch(/✔ each .*31 iterations/);
  });
});

import picocolors from 'picocolors';
import { describe, expect, it, vi } from 'vitest';

import type { Run } from '../client/api.ts';
import type { WorkflowEvent } from '../core/run/events.ts';
import { LiveView } from './live-view.ts';

function event(type: WorkflowEvent['type'], more: Partial<WorkflowEvent> = {}): WorkflowEvent {
  return { type, runId: 'r', workflowId: 'w', workflowName: 'W', timestamp: '2026-01-01T00:00:00.000Z', cursor: 'c', ...more };
}

/** A run whose state says where each of these paths wrote. */
function runThatWrote(places: Readonly<Record<string, string>>): { readonly run: Run; readonly state: ReturnType<typeof vi.fn> } {
  const steps = Object.entries(places).map(([path, place]) => ({ path, result: { data: { path: place } } }));
  const state = vi.fn(() => Promise.resolve({ steps }));
  return { run: { state } as unknown as Run, state };
}

function view(rewrites: boolean): { readonly view: LiveView; text(): string } {
  let text = '';
  const write = (part: string): void => {
    text += part;
  };
  const made = new LiveView({ write, colors: picocolors.createColors(false), rewrites, columns: { path: 4, name: 0 }, filesDir: '/files' });
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
});

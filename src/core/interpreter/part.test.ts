import { expect, test } from 'vitest';

import { Gate } from './gate.ts';
import { endOfPart } from './part.ts';
import type { ChildResult, Outcome } from './runtime.ts';
import { Scope } from './scope.ts';

/** A child that is told nothing until the test lets it hear. */
function child() {
  const heard: string[] = [];
  const waiting: (() => void)[] = [];
  let finish: (outcome: Outcome<ChildResult>) => void = () => undefined;
  const end = new Promise<Outcome<ChildResult>>((resolve) => (finish = resolve));
  return {
    heard,
    end,
    tell(what: string) {
      heard.push(what);
      return new Promise<void>((resolve) => waiting.push(resolve));
    },
    async hears() {
      waiting.shift()?.();
      await followUps();
    },
    async ends() {
      finish({ status: 'cancelled' });
      await followUps();
    },
  };
}

function followUps(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

test('a part that begins while the run is paused is told so at once', async () => {
  const gate = new Gate();
  gate.close();
  const part = child();
  void endOfPart({ gate, scope: Scope.root() }, part);
  expect(part.heard).toEqual(['pause']);
  await part.hears();
  gate.open();
  expect(part.heard).toEqual(['pause', 'resume']);
});

test('a part that begins while the run goes on is told nothing', () => {
  const part = child();
  void endOfPart({ gate: new Gate(), scope: Scope.root() }, part);
  expect(part.heard).toEqual([]);
});

test('what changes while a word is on its way is told after it, and only where it ends', async () => {
  const gate = new Gate();
  const part = child();
  void endOfPart({ gate, scope: Scope.root() }, part);
  gate.close();
  gate.open();
  expect(part.heard).toEqual(['pause']);
  await part.hears();
  expect(part.heard).toEqual(['pause', 'resume']);
  gate.close();
  gate.open();
  await part.hears();
  expect(part.heard).toEqual(['pause', 'resume']);
});

test('a part that was cancelled or has ended is told nothing more', async () => {
  const gate = new Gate();
  const scope = Scope.root();
  const [cancelled, ended] = [child(), child()];
  void endOfPart({ gate, scope }, cancelled);
  void endOfPart({ gate, scope: Scope.root() }, ended);
  scope.cancel('superseded');
  await ended.ends();
  gate.close();
  expect([cancelled.heard, ended.heard]).toEqual([[], []]);
});

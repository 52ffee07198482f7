import { describe, expect, it, vi } from 'vitest';

import { Deadline } from './deadline.ts';

describe('Deadline', () => {
  it('is listened to by as many calls as a section makes, without a warning', () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const deadline = new Deadline(60_000);
    for (let call = 0; call < 100; call += 1) deadline.signal.addEventListener('abort', () => undefined);
    deadline.clear();
    expect(warned).not.toHaveBeenCalled();
  });
});

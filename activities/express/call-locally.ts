import { Context } from '@temporalio/activity';

import type { ActionEnvelope } from '../../src/core/run/action-envelope.ts';
import type { LocalEnd } from '../../src/core/run/call-end.ts';
import { callHere, NEVER_HERE } from '../policies/call-here.ts';
import { Stop } from '../policies/stop.ts';
import type { Callables } from './callables.ts';
import { Deadline } from './deadline.ts';

/** Milliseconds for which a call may keep the workflow from its messages. */
const BUDGET = 1_000;

/** One call as a local activity, with all its attempts, as long as it is short. Call it inside an activity. */
export async function callLocally(envelope: ActionEnvelope, callables: Callables): Promise<LocalEnd> {
  const callable = callables.get(`${envelope.target}.${envelope.action}`);
  if (callable === undefined) return { end: NEVER_HERE, took: 0 };
  const began = performance.now();
  const { action, deps } = callable;
  const deadline = new Deadline(BUDGET);
  try {
    const cancel = Stop.following(Context.current().cancellationSignal);
    const end = await callHere(action, envelope, { deps, cancel, stop: deadline.over, left: () => deadline.left });
    return { end, took: Math.round(performance.now() - began) };
  } finally {
    deadline.clear();
  }
}

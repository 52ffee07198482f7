import type { Duration } from '../core/definition/json.ts';
import type { Failure } from '../core/errors/failure.ts';
import { StepwrightError } from '../core/errors/stepwright-error.ts';
import type { RunControl } from '../core/interpreter/interpreter.ts';
import { parseDuration } from '../core/run/duration.ts';
import type { CancelRequest, EventMessage, VoteMessage } from '../core/run/wire.ts';
import type { InMemoryRuntime } from './in-memory-runtime.ts';
import type { Open } from './record/records.ts';
import type { TestMessage } from './record/test-result.ts';

/** What comes to a run from outside, and when: exactly one of `event`, `approve`, `reject`, `pause`, `resume` and `cancel`. */
export type Message = Arrival &
  (
    | { readonly event: EventMessage }
    | { readonly approve: VoteMessage }
    | { readonly reject: VoteMessage }
    | { readonly pause: true }
    | { readonly resume: true }
    | { readonly cancel: true | CancelRequest }
  );

interface Arrival {
  /** Virtual time since the start of the run. @default 0 */
  readonly after?: Duration;
  /** Path of the step that started the child run which it is for. @default the run under test */
  readonly to?: string;
}

/**
 * Sends messages to the runs of a world, each at its time; what is given back is filled in when they arrive.
 * @throws {StepwrightError} `InvalidDuration`
 */
export function schedule(world: InMemoryRuntime, runId: string, messages: readonly Message[]): readonly TestMessage[] {
  return messages.map((message) => {
    const { after = 0, to } = message;
    const at = parseDuration(after);
    if (at === undefined) {
      throw new StepwrightError('InvalidDuration', `at: after: ${JSON.stringify(after)} is not a duration`, {
        class: 'validation',
        hint: 'write milliseconds, or text such as 30s or 2d',
      });
    }
    const sent: Open<TestMessage> = { at, refused: ENDED };
    const receiver = to === undefined ? runId : `${runId}/${to}`;
    world.at(at, () => {
      const control = world.runs.get(receiver);
      const refused = control === undefined ? notFound(to) : send(control, message);
      if (refused === undefined) delete sent.refused;
      else sent.refused = refused;
    });
    return sent;
  });
}

const ENDED: Failure = { code: 'RunEnded', class: 'permanent', message: 'the run has ended' };

function notFound(to: string | undefined): Failure {
  return { code: 'RunNotFound', class: 'permanent', message: `no child run of ${String(to)} has been started` };
}

function send(control: RunControl, message: Message): Failure | undefined {
  if ('event' in message) return control.send(message.event);
  if ('approve' in message) return control.vote(true, message.approve);
  if ('reject' in message) return control.vote(false, message.reject);
  if ('pause' in message) control.pause();
  else if ('resume' in message) control.resume();
  else if (!control.cancel(message.cancel === true ? {} : message.cancel)) return ENDED;
  return undefined;
}

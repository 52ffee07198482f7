import type { Failure } from '../errors/failure.ts';
import { toFailure } from '../errors/stepwright-error.ts';
import type { EventMessage, RunEvent, VoteMessage } from '../run/wire.ts';
import { mostEvents } from './limits.ts';
import { isoTime } from './iso-time.ts';
import type { Run } from './run.ts';

/** Takes what people and other systems send to a run, and says to them what became of it. */
export class Messages {
  readonly #run: Run;

  constructor(run: Run) {
    this.#run = run;
  }

  /** Undefined: the event counts, or has counted before. */
  event(message: EventMessage): Failure | undefined {
    const refused = this.#event(message);
    // Messages alone can fill a history.
    this.#run.handOver.look();
    return refused;
  }

  #event(message: EventMessage): Failure | undefined {
    const run = this.#run;
    if (typeof message?.type !== 'string' || message.type === '') return this.#refused('an event', bad('an event has a type'));
    const event = this.#eventOf(message);
    const what = `event ${event.type}`;
    if (run.phase === 'ended') return this.#refused(what, { code: 'RunEnded', class: 'permanent', message: 'the run has ended' });
    const unnamed = run.hands?.refuses(event);
    if (unnamed !== undefined) return this.#refused(what, unnamed);
    const offer = run.events.offer(event);
    if (offer === 'full') return this.#refused(what, full(mostEvents(run.definition)));
    run.hands?.arrived();
    if (offer !== 'known') run.notice(offer === 'taken' ? `${what} was taken` : `${what} waits for its step`);
    return undefined;
  }

  /** Undefined: the vote counts. */
  vote(approved: boolean, vote: VoteMessage): Failure | undefined {
    const what = `${approved ? 'approval' : 'rejection'} by ${typeof vote?.by === 'string' ? vote.by : 'nobody'}`;
    try {
      const { path } = this.#run.tasks.vote(approved, vote, isoTime(this.#run.runtime.now()));
      this.#run.notice(what, { path });
      this.#run.handOver.look();
      return undefined;
    } catch (error) {
      return this.#refused(what, toFailure(error));
    }
  }

  #refused(what: string, failure: Failure): Failure {
    this.#run.notice(`${what} was refused`, { failure });
    return failure;
  }

  #eventOf({ type, id, source, time, data }: EventMessage): RunEvent {
    return {
      type,
      id: id ?? this.#run.nextEventId(),
      source: source ?? null,
      time: time ?? isoTime(this.#run.runtime.now()),
      data: data ?? null,
    };
  }
}

function bad(message: string): Failure {
  return { code: 'InvalidInput', class: 'validation', message };
}

function full(most: number): Failure {
  return {
    code: 'TooManyEvents',
    class: 'permanent',
    message: `${most} events wait in the run already: no step has taken them (limits.maxEvents)`,
  };
}

import type { StepKind } from '../definition/step.ts';
import type { Usage } from '../run/usage.ts';
import type { StepStatus, WorkflowStatus } from '../run/status.ts';

/** What a moment of a run is spent on. */
export const TIME_KINDS = ['queue', 'running', 'retrying', 'waiting', 'overhead'] as const;
export type TimeKind = (typeof TIME_KINDS)[number];

/**
 * What is waited for: a place among `maxConcurrency` calls, the end of a pause, the run's turn by its concurrency key, a delay of a loop or
 * between attempts, a first worker for the run; or what a waiting step waits for.
 */
export type Reason = 'slots' | 'paused' | 'turn' | 'delay' | 'start' | 'approval' | 'event' | 'timer' | 'parked' | 'outside';

/** Milliseconds; they add up to `total`. */
export interface Times {
  readonly total: number;
  /** Ready for a worker until one took it; absent: not known, as of steps that no worker is asked for, and of those that were tried again. */
  readonly queue?: number;
  /** The attempt that decided. */
  readonly running: number;
  /** Failed attempts and the delays between them, their times in queue included. */
  readonly retrying: number;
  /** For a timer, an event, an approval, the end of a pause, a free place. */
  readonly waiting: number;
  /** Workflow tasks: from what happened until the run had made something of it. */
  readonly overhead: number;
}

/** A part of a step's time, in order. */
export interface Phase {
  readonly kind: TimeKind;
  /** Milliseconds since the start of the run. */
  readonly start: number;
  readonly duration: number;
  readonly reason?: Reason;
}

/** Something that took time: the run, a child run, a step, or a branch, iteration or pass of a block. */
export interface Span extends Times {
  readonly type: 'run' | 'step' | 'part';
  /** Of a run its run id. Steps of a child run begin with the path of the step that started it: `ship/label`. */
  readonly path: string;
  readonly stepId?: string;
  readonly name?: string;
  readonly kind?: StepKind;
  readonly status?: StepStatus | WorkflowStatus;
  /** 0: the run. A span lies in the last one before it with a lower depth. */
  readonly depth: number;
  /** Milliseconds since the start of the run. */
  readonly start: number;
  /** Milliseconds of it on the critical path. */
  readonly critical: number;
  readonly attempts?: number;
  /** Milliseconds of `retrying` that are delays, as far as the retry policy tells. */
  readonly delays?: number;
  readonly taskQueue?: string;
  /** Of the action: CPU time in ms, highest memory in bytes. */
  readonly usage?: Usage;
  /** Of what holds no other spans. */
  readonly phases?: readonly Phase[];
}

/** One piece of the critical path: time in a step, or a gap in which none was at work. */
export interface PathPart {
  readonly type: 'step' | 'gap';
  /** Of a gap: of the block, or the run, that it is in. */
  readonly path: string;
  /** What a gap was waited for; absent: workflow tasks. */
  readonly reason?: Reason;
  /** Milliseconds since the start of the run. */
  readonly start: number;
  readonly duration: number;
}

/** Something that makes runs slow. */
export interface Bottleneck {
  readonly what: 'step' | 'queue' | 'start' | 'slots' | 'paused' | 'turn' | 'delay' | 'overhead' | 'order';
  /** A sentence. */
  readonly text: string;
  /** Milliseconds that it costs a run. */
  readonly ms: number;
  /** From 0 to 1, of the whole time. */
  readonly share: number;
  /** Ids or paths (iterations as `[]`) of the steps it is about. */
  readonly steps?: readonly string[];
}

/** Where the time of a run went. */
export interface RunProfile {
  readonly runId: string;
  readonly workflowId: string;
  readonly workflowName: string;
  /** Of a run that goes on: so far. */
  readonly status: WorkflowStatus;
  /** ISO 8601. */
  readonly startTime: string;
  /** Milliseconds. */
  readonly duration: number;
  /** The run first, then what lies in each, in order of start. */
  readonly spans: readonly Span[];
  /** What the end of the run waited for, in order: its durations add up to the run's. */
  readonly criticalPath: readonly PathPart[];
  /** The costliest first; none when nothing stands out. */
  readonly bottlenecks: readonly Bottleneck[];
  /** What could not be found out, as sentences. */
  readonly notes: readonly string[];
}

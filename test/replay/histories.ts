import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { defaultPayloadConverter } from '@temporalio/common';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import type { temporal } from '@temporalio/proto';

type History = temporal.api.history.v1.IHistory;
type Event = temporal.api.history.v1.IHistoryEvent;
type Payload = temporal.api.common.v1.IPayload;

/** One folder per interpreter number, one file per scenario. */
export const HISTORIES = fileURLToPath(new URL('histories', import.meta.url));

export interface RecordedHistory {
  /** `<interpreter number>/<scenario>`. */
  readonly name: string;
  readonly workflowId: string;
  readonly history: History;
}

export function recordedHistories(): readonly RecordedHistory[] {
  return readdirSync(HISTORIES).flatMap((folder) =>
    readdirSync(join(HISTORIES, folder))
      .filter((file) => file.endsWith('.json'))
      .map((file) => {
        const scenario = file.slice(0, -'.json'.length);
        return { name: `${folder}/${scenario}`, workflowId: scenario, history: readHistory(join(HISTORIES, folder, file)) };
      }),
  );
}

function readHistory(file: string): History {
  return historyFromJSON(JSON.parse(readFileSync(file, 'utf8')));
}

/** What a run asked of the world: replay itself compares only kinds and ids. */
export interface Asked {
  readonly activities: readonly {
    readonly id: string;
    readonly type: string;
    readonly summary: string;
    readonly args: readonly unknown[];
  }[];
  readonly timers: readonly { readonly ms: number; readonly summary: string }[];
  /** The WorkflowResult, wherever the run left it. */
  readonly result: unknown;
}

/** What the recorded run asked. */
export function recordedAsks({ events }: History): Asked {
  const all = events ?? [];
  return {
    activities: all.flatMap((event) => {
      const { activityId, activityType, input } = event.activityTaskScheduledEventAttributes ?? {};
      if (typeof activityId !== 'string') return [];
      return [{ id: activityId, type: activityType?.name ?? '', summary: summaryOf(event), args: (input?.payloads ?? []).map(valueOf) }];
    }),
    timers: all.flatMap((event) => {
      const timeout = event.timerStartedEventAttributes?.startToFireTimeout;
      return timeout === undefined || timeout === null
        ? []
        : [{ ms: Number(timeout.seconds ?? 0) * 1000 + (timeout.nanos ?? 0) / 1e6, summary: summaryOf(event) }];
    }),
    result: resultIn(all),
  };
}

function summaryOf({ userMetadata }: Event): string {
  const summary = userMetadata?.summary;
  return summary === undefined || summary === null ? '' : String(valueOf(summary));
}

function resultIn(events: readonly Event[]): unknown {
  for (const event of events.toReversed()) {
    const completed = event.workflowExecutionCompletedEventAttributes?.result?.payloads?.[0];
    const failed = event.workflowExecutionFailedEventAttributes?.failure?.applicationFailureInfo?.details?.payloads?.[0];
    const memo = event.workflowPropertiesModifiedEventAttributes?.upsertedMemo?.fields?.['stepwrightResult'];
    const found = completed ?? failed ?? memo;
    if (found !== undefined && found !== null) return valueOf(found);
  }
  return undefined;
}

function valueOf(payload: Payload): unknown {
  return defaultPayloadConverter.fromPayload(payload);
}

/** The definition that a recorded run was started with. */
export function recordedDefinition({ events }: History): unknown {
  const payload = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0];
  return payload === undefined ? undefined : (valueOf(payload) as { readonly definition?: unknown }).definition;
}

/** The history with another text as its input. */
export function withInput(recorded: RecordedHistory, change: (input: string) => string): RecordedHistory {
  const [first, ...rest] = recorded.history.events ?? [];
  const started = first?.workflowExecutionStartedEventAttributes;
  const payload = started?.input?.payloads?.[0];
  const before = new TextDecoder().decode(payload?.data ?? undefined);
  const data = new TextEncoder().encode(change(before));
  const input = { payloads: [{ ...payload, data }] };
  return { ...recorded, history: { events: [{ ...first, workflowExecutionStartedEventAttributes: { ...started, input } }, ...rest] } };
}

import { cut } from '../cut.ts';
import { present } from '../present.ts';

/** The server refuses longer keys, and the workflow task with them. */
const MOST_BYTES = 64;

/** When a call or a run has its turn among others that wait for the same workers. */
export interface TurnTaking {
  /** 1 (first) to 5. */
  readonly priority?: number;
  readonly fairness?: { readonly key: string; readonly weight?: number };
}

/** As Temporal's `Priority`. */
interface Priority {
  readonly priorityKey?: number;
  readonly fairnessKey?: string;
  readonly fairnessWeight?: number;
}

/** In the server's words; what is absent is taken over from whoever calls or starts. */
export function priorityOf({ priority, fairness }: TurnTaking): { readonly priority?: Priority } {
  if (priority === undefined && fairness === undefined) return {};
  const fairnessKey = fairness === undefined ? undefined : cut(fairness.key, MOST_BYTES);
  return { priority: present({ priorityKey: priority, fairnessKey, fairnessWeight: fairness?.weight }) };
}

/** The turn that a definition's `priority` and `fairness` give, its key being known. */
export function turnTakingOf(own: TurnTaking['priority'], fairness: { readonly weight?: number } | undefined, key: unknown): TurnTaking {
  const text = typeof key === 'string' ? key : JSON.stringify(key);
  const shared =
    fairness === undefined || key === null || key === undefined ? undefined : { key: text, ...present({ weight: fairness.weight }) };
  return present({ priority: own, fairness: shared });
}

interface Said {
  /** Who says so. */
  readonly by: string;
  readonly reason?: string;
}

type Values = Readonly<Record<string, unknown>>;

/**
 * What a person may do to a live run beside pausing and cancelling it. `step` is a path, or the id of a step that is there
 * once; of a step that has not begun it is a path.
 */
export type OperatorCommand = Said &
  (
    | {
        /** Tries a parked step again, with these params if given. */ readonly do: 'replay';
        readonly step: string;
        readonly params?: Values;
      }
    | {
        /** Notes that the next attempt of a step at work is made now; the sender tells the server. */ readonly do: 'retry';
        readonly step: string;
      }
    | { /** Lets a parked step fail. */ readonly do: 'discard'; readonly step: string }
    | { /** The step is not executed, or no longer. */ readonly do: 'skip'; readonly step: string }
    | { /** The step is done, and this is its value. */ readonly do: 'override'; readonly step: string; readonly output: unknown }
    | { /** Variables of a paused run. */ readonly do: 'set'; readonly values: Values }
    | { /** Decides an approval, whoever its approvers are. */ readonly do: 'decide'; readonly step: string; readonly approved: boolean }
    | {
        /** On a rollback that waits for a person: all of its plan, chosen steps, or what completed after a step; or not at all. */
        readonly do: 'rollback';
        readonly confirm: boolean;
        readonly steps?: readonly string[];
        readonly backTo?: string;
      }
  );

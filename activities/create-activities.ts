import { Context } from '@temporalio/activity';

import type { ActionEnvelope } from '../src/core/run/action-envelope.ts';
import type { RunInput } from '../src/core/run/wire.ts';
import type { Registry } from '../src/core/target/registry.ts';
import type { Store } from '../src/storage/store.ts';
import { PayloadFolder } from '../src/files/payload-folder.ts';
import { FolderSource, noSource } from './definitions/folder-source.ts';
import { prepareRun } from './definitions/prepare-run.ts';
import { internalActions } from './internal/internal-actions.ts';
import { requestCancel } from './internal/request-cancel.ts';
import { resultOf } from './internal/result-of.ts';
import { finalFailure } from './policies/failure.ts';
import { runAction } from './policies/run-action.ts';
import { unknownAction } from './policies/unknown-action.ts';

export interface ActivityOptions {
  readonly registry: Registry;
  readonly dataDir: string;
  /** Shared by all workers. */
  readonly store: Store;
  /** Folder in which definitions are found by id. */
  readonly definitionsDir?: string;
}

type Activity = (...args: never[]) => Promise<unknown>;

/**
 * Every activity of a worker, by type: `target.action` for each action it has, `default` for those it has not, and
 * `stepwright.…`, which the workflow itself uses.
 */
export function createActivities({ registry, dataDir, store, definitionsDir }: ActivityOptions): Record<string, Activity> {
  const files = new PayloadFolder(dataDir);
  const source = definitionsDir === undefined ? noSource : new FolderSource(definitionsDir);
  const activities: Record<string, Activity> = {
    'stepwright.prepare': final((input: RunInput) => prepareRun(input, { source, targets: registry.targets })),
    'stepwright.cancel': requestCancel,
    'stepwright.resultOf': resultOf,
    default: async (envelope: ActionEnvelope | undefined) => {
      const at = envelope === undefined ? {} : { step: envelope.stepId, path: envelope.path, attempts: 1 };
      throw finalFailure(unknownAction(registry, Context.current().info.activityType, envelope), at);
    },
  };
  for (const [type, action] of Object.entries(internalActions(registry.targets, store))) {
    activities[type] = (envelope: ActionEnvelope) => runAction(action, envelope, { files });
  }
  for (const target of registry.targets) {
    for (const [name, action] of Object.entries(target.actions)) {
      activities[`${target.name}.${name}`] = (envelope: ActionEnvelope) => runAction(action, envelope, { files });
    }
  }
  return activities;
}

/** What fails here fails again however often it is tried. */
function final<A extends readonly unknown[]>(work: (...args: A) => Promise<unknown>): (...args: A) => Promise<unknown> {
  return async (...args) => {
    try {
      return await work(...args);
    } catch (error) {
      throw finalFailure(error);
    }
  };
}

import type { SaveCheckpoint } from '../../src/core/interpreter/save-checkpoint.ts';
import type { ActionContext } from '../../src/core/target/target.ts';
import { Checkpoints } from '../../src/records/checkpoints.ts';
import type { Store } from '../../src/storage/store.ts';

/** Keeps a run as it stands; gives the checkpoint's id. */
export async function saveCheckpoint(store: Store, { name, journal }: SaveCheckpoint, { runId, path }: ActionContext): Promise<string> {
  const { id } = await new Checkpoints(store).save({ runId, path, name, journal });
  return id;
}

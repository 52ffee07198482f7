import * as z from 'zod';

import type { GeneratedSteps } from '../../src/core/run/generated-steps.ts';
import type { SaveCheckpoint } from '../../src/core/interpreter/save-checkpoint.ts';
import type { LetterNote } from '../../src/core/run/letter.ts';
import type { RollbackNote } from '../../src/core/run/rollback-note.ts';
import type { ActionContext, AnyAction, TargetSpec } from '../../src/core/target/target.ts';
import type { Store } from '../../src/storage/store.ts';
import type { PlaceRequest } from '../../src/core/run/place.ts';
import { emit, emitParams } from './emit.ts';
import { fileLetter, letterParams } from './letter.ts';
import { placeParams, placesIn } from './places.ts';
import { keepRollback, rollbackParams } from './rollback.ts';
import { saveCheckpoint } from './save-checkpoint.ts';
import { transform, transformParams } from './transform.ts';

/** What steps of the language itself call, by activity type: they are policed like any action. */
export function internalActions(targets: readonly TargetSpec[], store: Store): Readonly<Record<string, AnyAction>> {
  return {
    // The same event counts once, but a second attempt may find that the run has ended meanwhile, because of the first.
    'stepwright.emit': { params: emitParams, idempotent: false, run: emit },
    'stepwright.letter': {
      params: letterParams,
      idempotent: true,
      run: (note: LetterNote, context) => fileLetter(store, note, context),
    },
    'stepwright.rollback': {
      params: rollbackParams,
      idempotent: true,
      run: (note: RollbackNote, context) => keepRollback(store, note, context),
    },
    'stepwright.place': {
      params: placeParams,
      idempotent: true,
      run: (request: PlaceRequest) => placesIn(store).enter(request),
    },
    'stepwright.leave': {
      params: placeParams,
      idempotent: true,
      run: async (request: PlaceRequest) => {
        await placesIn(store).leave(request);
        return null;
      },
    },
    'stepwright.checkpoint': {
      params: z.record(z.string(), z.unknown()),
      idempotent: true,
      run: (params: SaveCheckpoint, context: ActionContext) => saveCheckpoint(store, params, context),
    },
    'stepwright.transform': {
      params: transformParams,
      idempotent: true,
      run: (params: z.output<typeof transformParams>, { signal }: ActionContext) => transform(params, signal),
    },
    'stepwright.validate': {
      params: z.record(z.string(), z.unknown()),
      idempotent: true,
      run: async (params: GeneratedSteps) => {
        // Loaded when the first steps are generated: few definitions do.
        const { validateGenerated } = await import('../../src/core/validation/validate-generated.ts');
        validateGenerated(params, { targets });
        return null;
      },
    },
  };
}

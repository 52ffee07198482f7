import * as z from 'zod';
import type { Mapping } from '../json.ts';
import type { CallBase } from '../step-base.ts';
import { call, mapping } from '../schema-parts.ts';

/** Calls an action of a target; its value is the action's result. The kind when `type` is absent. */
export interface ActionStep extends CallBase {
  readonly type?: 'action';
  readonly target: string;
  readonly action: string;
  readonly params?: Mapping;
}

export const actionSchema = z
  .strictObject({ ...call, type: z.literal('action').optional(), target: z.string(), action: z.string(), params: mapping.optional() })
  .meta({ id: 'ActionStep', description: 'Calls an action of a target. The kind when type is absent.' });

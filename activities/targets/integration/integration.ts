import { integrationSpec } from '../../../src/core/target/builtin/integration.ts';
import type { Target } from '../../../src/core/target/target.ts';

/** Has no actions of its own: users add theirs. */
export const integrationTarget: Target = integrationSpec;

import { cpuSpec } from '../../../src/core/target/builtin/cpu.ts';
import type { Target } from '../../../src/core/target/target.ts';

/** Has no actions of its own: users add theirs. */
export const cpuTarget: Target = cpuSpec;

import type { TargetSpec } from '../target.ts';

/** The target under which functions that compute are found. */
export const CPU_TARGET = 'cpu';

export const cpuSpec = {
  name: CPU_TARGET,
  description: 'Your own functions that compute, each call in a process of its own: defineCpuStep(name, { module }) adds them.',
  actions: {},
  open: true,
} as const satisfies TargetSpec;

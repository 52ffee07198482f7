import type { TargetSpec } from '../target.ts';

export const integrationSpec = {
  name: 'integration',
  description: "Your own actions: defineTarget('integration', { actions }) adds them.",
  actions: {},
  open: true,
} as const satisfies TargetSpec;

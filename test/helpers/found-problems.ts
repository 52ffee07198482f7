import { z } from 'zod';
import { parseDefinition } from '../../src/core/definition/parse.ts';
import type { Problem } from '../../src/core/definition/problem.ts';
import type { TargetSpec } from '../../src/core/target/target.ts';
import { validateWorkflow } from '../../src/core/validation/validate-workflow.ts';

/** A target whose actions have params and results of every sort. */
export const shop: TargetSpec = {
  name: 'shop',
  actions: {
    charge: {
      params: z.object({ amount: z.number(), note: z.string().optional(), lines: z.array(z.object({ sku: z.string() })).optional() }),
      result: z.object({ id: z.string(), amount: z.number(), card: z.object({ last4: z.string() }) }),
    },
    anything: { params: z.looseObject({}) },
  },
};

/** A target that may have actions nobody lists. */
const later: TargetSpec = { name: 'later', open: true, actions: { known: { params: z.object({}) } } };

/** One step that is right. */
export const A = '  - { id: a, target: shop, action: anything }\n';

/** A definition with these steps, written in YAML and indented by two, and more fields. */
export function withSteps(steps: string, more = ''): string {
  return `id: w\nname: W\n${more}\nsteps:\n${steps}`;
}

/** Everything validation finds in a definition that is proper YAML. */
export function problemsOf(yaml: string): readonly Problem[] {
  const { value, problems, locate } = parseDefinition(yaml);
  if (problems.length > 0) return problems;
  return validateWorkflow(value, { targets: [shop, later], locate }).problems;
}

/** The same as `code pointer`, warnings with a `?` behind the code. */
export function found(yaml: string): readonly string[] {
  return problemsOf(yaml).map(({ code, pointer, severity }) => `${code}${severity === 'warning' ? '?' : ''} ${pointer}`);
}

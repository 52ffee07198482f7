import type { Problem } from '../core/definition/problem.ts';
import type { WorkflowDefinition } from '../core/definition/workflow-definition.ts';
import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { diagramOf } from '../core/graph/diagram/diagram-of.ts';
import type { DiagramFormat } from '../core/graph/diagram/format.ts';
import { toDot } from '../core/graph/diagram/to-dot.ts';
import { toMermaid } from '../core/graph/diagram/to-mermaid.ts';
import { withRun, type RunFacts } from '../core/graph/diagram/with-run.ts';
import { validateShape } from '../core/validation/validate-workflow.ts';

export interface DiagramOptions {
  /** @default "mermaid" */
  readonly format?: DiagramFormat;
  /** Draws status, attempts and durations on the steps: a `WorkflowResult` or `RunState`, with the run's `events` if you like. */
  readonly run?: RunFacts;
}

/**
 * Draws a definition as Mermaid or DOT text, or as an SVG picture. Only its shape matters: what `validateWorkflow` finds
 * beyond that does no harm.
 *
 * @throws {StepwrightError} with the code of the first problem when it is not shaped like a definition
 */
export async function diagram(definition: WorkflowDefinition, { format = 'mermaid', run }: DiagramOptions = {}): Promise<string> {
  checkShape(definition);
  const plain = diagramOf(definition);
  const drawn = run === undefined ? plain : withRun(plain, run);
  switch (format) {
    case 'mermaid':
      return toMermaid(drawn);
    case 'dot':
      return toDot(drawn);
    case 'svg': {
      const { renderSvg } = await import('./render-svg.ts');
      return renderSvg(toDot(drawn));
    }
  }
}

function checkShape(definition: unknown): void {
  const { problems } = validateShape(definition);
  const first = problems.find(isError);
  if (first === undefined) return;
  throw new StepwrightError(
    first.code,
    `this is no definition to draw: ${first.pointer === '' ? '' : `${first.pointer} `}${first.message}`,
    {
      class: 'validation',
      hint: first.hint ?? 'validateWorkflow lists every problem.',
      details: problems,
    },
  );
}

function isError({ severity }: Problem): boolean {
  return severity === 'error';
}

import { programFault } from '../transform/jsonata.ts';
import { stepLabel, type Check } from './subject.ts';

/** Programs of `transform` steps can be read. */
export const checkTransforms: Check = ({ outline }) =>
  outline.steps.flatMap((node) => {
    const { step, pointer, kind } = node;
    const { jsonata } = step;
    const fault = kind === 'transform' && typeof jsonata === 'string' ? programFault(jsonata) : undefined;
    if (fault === undefined) return [];
    const part = { offset: fault.offset, length: 1 };
    return [
      {
        code: 'ExpressionSyntax',
        pointer: `${pointer}/jsonata`,
        message: `${stepLabel(node)}: not a JSONata program: ${fault.message}`,
        part,
      },
    ];
  });

import { checkExpression, checkText } from '../expression/static.ts';
import { stepLabel, type Check } from './subject.ts';

/** Expressions can be read, use functions there are, and fit the types that schemas tell. */
export const checkExpressions: Check = ({ outline, names, typeOf }) =>
  outline.places.flatMap((place) => {
    const types = (root: string) => typeOf(root, place);
    // Every field that is an expression by itself is a condition.
    const issues = place.kind === 'text' ? checkText(place.text, names, types) : checkExpression(place.text, names, types, 'boolean');
    const whose = place.owner === undefined ? '' : `${stepLabel(place.owner)}: `;
    return issues.map(({ code, message, offset, length, hint }) => ({
      code,
      pointer: place.pointer,
      message: `${whose}${message}`,
      part: { offset, length },
      hint,
    }));
  });

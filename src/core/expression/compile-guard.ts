import { type Evaluation, MISSING, type PathEvaluation } from './evaluation.ts';

/** `has(path)`: it is there and not null. */
export function compileHas({ peek }: PathEvaluation): Evaluation {
  return (at) => {
    const value = peek(at);
    return value !== MISSING && value !== null && value !== undefined;
  };
}

/** `default(path, value)`: the value where the path leads to nothing or null. */
export function compileDefault({ peek }: PathEvaluation, fallback: Evaluation): Evaluation {
  return (at) => {
    const value = peek(at);
    return value === MISSING || value === null || value === undefined ? fallback(at) : value;
  };
}

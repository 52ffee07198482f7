import { DEEPEST } from '../definition/parse.ts';
import { isFields } from './fields.ts';
import type { Finding } from './finding.ts';
import type { Subject } from './subject.ts';

/** Characters of all texts and keys together; a file may have as many. */
const MOST_CHARACTERS = 2_000_000;
/** Values, maps and lists included; what is referred to twice counts twice, as it does in JSON. */
const MOST_VALUES = 500_000;

/** What is too large to be looked at any closer. */
export function tooLarge(definition: unknown): Finding | undefined {
  const message = new Measure().measure(definition, DEEPEST);
  if (message === undefined) return undefined;
  return { code: 'InvalidValue', pointer: '', message, hint: 'keep data in the input or in files, and split large workflows' };
}

class Measure {
  #characters = 0;
  #values = 0;

  /** Why it is too large; stops where it is. */
  measure(value: unknown, levels: number): string | undefined {
    this.#values += 1;
    if (typeof value === 'bigint') return 'the definition holds a bigint, which JSON has not';
    if (typeof value === 'string') this.#characters += value.length;
    if (this.#values > MOST_VALUES) return `the definition has more than ${MOST_VALUES} values, or holds itself`;
    if (this.#characters > MOST_CHARACTERS) return `the definition has more than ${MOST_CHARACTERS} characters`;
    if (typeof value !== 'object' || value === null) return undefined;
    if (levels === 0) return `the definition is nested deeper than ${DEEPEST} levels, or holds itself`;
    const isList = Array.isArray(value);
    for (const [key, inner] of Object.entries(value)) {
      if (!isList) this.#characters += key.length;
      const why = this.measure(inner, levels - 1);
      if (why !== undefined) return why;
    }
    return undefined;
  }
}

/** Steps that a definition may declare unless its `limits` say otherwise. */
const MOST_STEPS = 10_000;
/** References in all texts and expressions. */
const MOST_REFERENCES = 100_000;

/** More of something than the checks of every single one are worth. */
export function tooMany({ definition: { limits }, outline: { steps }, references }: Subject): readonly Finding[] {
  const given = isFields(limits) ? limits['maxSteps'] : undefined;
  const most = typeof given === 'number' && given >= 1 ? given : MOST_STEPS;
  const found: Finding[] = [];
  if (steps.length > most) {
    const message = `the definition has ${steps.length} steps, more than ${most}`;
    found.push({ code: 'StepLimit', pointer: '/steps', message, hint: 'raise limits.maxSteps, or split the work' });
  }
  if (references.length > MOST_REFERENCES) {
    const message = `the definition has ${references.length} references, more than ${MOST_REFERENCES}`;
    found.push({ code: 'ExpressionLimit', pointer: '', message, hint: 'split the work' });
  }
  return found;
}

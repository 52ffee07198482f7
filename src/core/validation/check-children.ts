import type { JsonSchema } from '../definition/json.ts';
import type { StepNode } from '../definition/outline.ts';
import { pointerTo } from '../definition/pointer.ts';
import { nearest } from '../errors/nearest.ts';
import { applyDefaults, checkJson, declaredSchema } from '../schema-check/check-json.ts';
import { keyword } from '../schema-check/keywords.ts';
import { isFields, type Loose } from './fields.ts';
import { didYouMean, listed, type Finding } from './finding.ts';
import { MOST_CANDIDATES } from './nearest-of.ts';
import { dynamicByStep, stepLabel, type Check } from './subject.ts';

/** What a step gives to a definition that stands in it fits that definition's input, as far as it is plain data. */
export const checkChildren: Check = (subject) => {
  const dynamic = dynamicByStep(subject);
  return subject.outline.steps.flatMap((node) => {
    const { kind, step, pointer } = node;
    const child = step['workflow'];
    const schema = isFields(child) ? child['input'] : undefined;
    const { input = {} } = step;
    if (kind !== 'workflow' || !isFields(schema) || !isFields(input)) return [];
    const isDynamic = (at: string) => dynamic.get(node)?.some((each) => each === at || each.startsWith(`${at}/`)) === true;
    return inputFindings(node, { schema, input, isDynamic, pointer });
  });
};

interface Input {
  readonly schema: Loose;
  readonly input: Loose;
  readonly pointer: string;
  readonly isDynamic: (pointer: string) => boolean;
}

function inputFindings(node: StepNode, { schema, input, pointer, isDynamic }: Input): readonly Finding[] {
  const at = `${pointer}/input`;
  const where = node.step['input'] === undefined ? pointer : at;
  const filled = applyDefaults(input, schema);
  const given = isFields(filled) ? filled : input;
  const missing = namesIn(schema['required']).filter((name) => !Object.hasOwn(given, name));
  const properties = keyword(schema, 'properties');
  const known = isFields(properties) ? Object.keys(properties) : [];
  const open = schema['additionalProperties'] !== false || schema['patternProperties'] !== undefined;
  return [
    ...missing.map((name): Finding => ({
      code: 'InvalidInput',
      pointer: where,
      message: `${stepLabel(node)} gives its child no "${name}", which its input needs`,
    })),
    ...Object.entries(input).flatMap(([name, value]): readonly Finding[] => {
      const inside = pointerTo(at, name);
      if (!open && !known.includes(name)) {
        const hint = didYouMean(nearest(name, known.slice(0, MOST_CANDIDATES))) ?? `its input has: ${listed(known)}`;
        return [{ code: 'InvalidInput', pointer: inside, at: 'key', message: `the input of the child has no "${name}"`, hint }];
      }
      return isDynamic(inside)
        ? []
        : violations(value, { schema, name }).map((message) => ({
            code: 'InvalidInput',
            pointer: inside,
            message: `"${name}" ${message}`,
          }));
    }),
  ];
}

/** What is wrong with a property that is plain data. */
function violations(value: unknown, { schema, name }: { readonly schema: Loose; readonly name: string }): readonly string[] {
  const declared = declaredSchema(schema, [name]);
  if (typeof declared !== 'object') return [];
  // References inside it go to the root of the schema it is part of.
  const alone: JsonSchema = { ...declared, $defs: schema['$defs'] ?? {}, definitions: schema['definitions'] ?? {} };
  return checkJson(value, alone).flatMap(({ pointer, message, keyword: by }) =>
    by === 'limit' ? [] : [`${pointer === '' ? '' : `${pointer} `}${message}`],
  );
}

function namesIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
}

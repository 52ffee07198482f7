import * as z from 'zod';
import type { StepNode } from '../definition/outline.ts';
import { nearest } from '../errors/nearest.ts';
import { isFields } from './fields.ts';
import { didYouMean, listed, type Finding } from './finding.ts';
import { schemaFindings } from './zod-issues.ts';
import { dynamicByStep, type Check, type Subject } from './subject.ts';

/** A place that names an action: a step, its rollback, the rollback's check. */
interface Call {
  readonly target: unknown;
  readonly action: unknown;
  readonly params: unknown;
  readonly pointer: string;
}

interface Known {
  readonly targets: Subject['targets'];
  /** Those that refuse what they do not name, by the actions' own. */
  readonly schemas: Map<z.ZodType, z.ZodType>;
}

/** Targets and actions exist, and params that are plain data fit them. */
export const checkTargets: Check = (subject) => {
  const dynamic = dynamicByStep(subject);
  const known = { targets: subject.targets, schemas: new Map() };
  return subject.outline.steps.flatMap((node) => callsOf(node).flatMap((call) => callFindings(call, known, dynamic.get(node) ?? [])));
};

function callsOf({ step, pointer, kind }: StepNode): readonly Call[] {
  const calls: Call[] = kind === 'action' || kind === 'generate' ? [callAt(step, pointer)] : [];
  const { rollback } = step;
  if (!isFields(rollback)) return calls;
  calls.push(callAt(rollback, `${pointer}/rollback`));
  const { verify } = rollback;
  return isFields(verify) ? [...calls, callAt(verify, `${pointer}/rollback/verify`)] : calls;
}

function callAt(holder: Readonly<Record<string, unknown>>, pointer: string): Call {
  return { target: holder['target'], action: holder['action'], params: holder['params'], pointer };
}

function callFindings(
  { target, action, params, pointer }: Call,
  { targets, schemas }: Known,
  dynamic: readonly string[],
): readonly Finding[] {
  if (typeof target !== 'string' || target.includes('$')) return [];
  const spec = targets.get(target);
  if (spec === undefined) {
    return [
      {
        code: 'UnknownTarget',
        pointer: `${pointer}/target`,
        message: `there is no target "${target}"`,
        hint: didYouMean(nearest(target, targets.keys())) ?? `known: ${listed(targets.keys(), 20)}`,
      },
    ];
  }
  if (typeof action !== 'string') return [];
  const known = Object.hasOwn(spec.actions, action) ? spec.actions[action] : undefined;
  if (known === undefined) {
    const names = Object.keys(spec.actions);
    const has = names.length === 0 ? '' : `${target} has: ${listed(names)}`;
    const hint = [didYouMean(nearest(action, names)), has].filter(Boolean).join(' ');
    return [
      {
        code: 'UnknownAction',
        pointer: `${pointer}/action`,
        message: `target "${target}" has no action "${action}"`,
        hint: spec.open === true ? 'a worker may have it; if none does, the step fails' : hint,
        severity: spec.open === true ? 'warning' : 'error',
      },
    ];
  }
  return paramFindings(strict(known.params, schemas), { params, pointer: `${pointer}/params`, dynamic });
}

interface Params {
  readonly params: unknown;
  readonly pointer: string;
  /** Pointers of the values that hold references: they may turn out to be anything. */
  readonly dynamic: readonly string[];
}

function paramFindings(schema: z.ZodType, { params, pointer, dynamic }: Params): readonly Finding[] {
  if (params !== undefined && !isFields(params)) return [];
  return schemaFindings(schema, params ?? {}).flatMap((finding): readonly Finding[] => {
    const at = `${pointer}${finding.pointer}`;
    // The value, one it is part of, or one inside it is known only when the step runs.
    for (const each of dynamic)
      if (finding.code !== 'UnknownField' && (each === at || each.startsWith(`${at}/`) || at.startsWith(`${each}/`))) return [];
    const missing = finding.code === 'MissingField';
    return [{ ...finding, code: 'InvalidParams', pointer: params === undefined ? pointer : at, message: paramMessage(finding, missing) }];
  });
}

/** Refuses fields that the schema does not name, unless it says what becomes of them. Made once: zod compiles each when it is first used. */
function strict(schema: z.ZodType, schemas: Known['schemas']): z.ZodType {
  const known = schemas.get(schema);
  if (known !== undefined) return known;
  const made = schema instanceof z.ZodObject && schema.def.catchall === undefined ? schema.strict() : schema;
  schemas.set(schema, made);
  return made;
}

function paramMessage({ code, message }: Finding, missing: boolean): string {
  if (missing) return `param ${message}`;
  return code === 'UnknownField' ? message.replace('unknown field', 'unknown param') : `param ${message}`;
}

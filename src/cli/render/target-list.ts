import * as z from 'zod';

import type { ActionSpec, TargetSpec } from '../../core/target/target.ts';
import type { Colors } from '../terminal.ts';
import { renderTable } from './table.ts';

/** An action as programs get it: its params and result as JSON Schema. */
export interface ActionRecord {
  readonly name: string;
  readonly description?: string;
  /** `depends`: on its params. */
  readonly idempotent: boolean | 'depends';
  readonly params: JsonSchemaNode;
  readonly result?: JsonSchemaNode;
}

export interface TargetRecord {
  readonly name: string;
  readonly description?: string;
  readonly actions: readonly ActionRecord[];
}

/** What the lists read of a JSON Schema. */
interface JsonSchemaNode {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchemaNode>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchemaNode;
  readonly anyOf?: readonly JsonSchemaNode[];
  readonly oneOf?: readonly JsonSchemaNode[];
}

export function targetRecord({ name, description, actions }: TargetSpec): TargetRecord {
  return {
    name,
    ...(description === undefined ? {} : { description }),
    actions: Object.entries(actions).map(([action, spec]) => actionRecord(action, spec)),
  };
}

function actionRecord(name: string, { description, idempotent, params, result }: ActionSpec): ActionRecord {
  return {
    name,
    ...(description === undefined ? {} : { description }),
    idempotent: typeof idempotent === 'function' ? 'depends' : idempotent === true,
    params: schemaOf(params, 'input'),
    ...(result === undefined ? {} : { result: schemaOf(result, 'output') }),
  };
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchemaNode {
  const { $schema: _version, ...node } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return node as JsonSchemaNode;
}

const REPEATED: Readonly<Partial<Record<string, string>>> = { true: '  idempotent', depends: '  idempotent, depending on its params' };

/** One line per action: `slack.send_notification  channel, message?  Sends …` */
export function renderOverview(targets: readonly TargetRecord[], colors: Colors): string {
  const blocks = targets.map((target) => {
    const rows = target.actions.map((action) => [`  ${target.name}.${action.name}`, signature(action.params), action.description ?? '']);
    return [heading(target, colors), ...(rows.length === 0 ? [] : [renderTable(rows)])].join('\n');
  });
  return blocks.join('\n\n');
}

/** One target with every param of its actions. */
export function renderTarget(target: TargetRecord, colors: Colors): string {
  const blocks = target.actions.map((action) => {
    const title = `${colors.bold(`${target.name}.${action.name}`)}${colors.dim(REPEATED[String(action.idempotent)] ?? '')}`;
    return [
      title,
      ...(action.description === undefined ? [] : [`  ${action.description}`]),
      params(action.params),
      ...result(action.result),
    ].join('\n');
  });
  return [heading(target, colors), ...blocks].join('\n\n');
}

function heading({ name, description }: TargetRecord, colors: Colors): string {
  return description === undefined ? colors.bold(name) : `${colors.bold(name)}  ${description}`;
}

function signature({ properties = {}, required = [] }: JsonSchemaNode): string {
  const names = Object.keys(properties).sort((a, b) => Number(required.includes(b)) - Number(required.includes(a)));
  return names.map((name) => (required.includes(name) ? name : `${name}?`)).join(', ');
}

function params({ properties = {}, required = [] }: JsonSchemaNode): string {
  const rows = Object.entries(properties).map(([name, node]) => [
    `    ${name}`,
    typeName(node),
    required.includes(name) ? 'required' : node.default === undefined ? '' : `default ${JSON.stringify(node.default)}`,
    node.description ?? '',
  ]);
  return rows.length === 0 ? '    no params' : renderTable(rows);
}

function result(node: JsonSchemaNode | undefined): string[] {
  return node === undefined
    ? []
    : [`    → ${node.properties === undefined ? typeName(node) : `{ ${Object.keys(node.properties).join(', ')} }`}`];
}

function typeName(node: JsonSchemaNode): string {
  if (node.const !== undefined) return JSON.stringify(node.const);
  if (node.enum !== undefined) return node.enum.map((value) => JSON.stringify(value)).join(' | ');
  const choices = node.anyOf ?? node.oneOf;
  if (choices !== undefined) return [...new Set(choices.map(typeName))].join(' | ');
  if (node.type === 'array') return listName(node.items === undefined ? 'any' : typeName(node.items));
  if (node.type === undefined) return 'any';
  return typeof node.type === 'string' ? node.type : node.type.join(' | ');
}

function listName(item: string): string {
  return item.includes(' ') ? `(${item})[]` : `${item}[]`;
}

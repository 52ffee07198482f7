import { outlineOf } from '../core/definition/outline.ts';
import { parseDefinition } from '../core/definition/parse.ts';
import type { Problem } from '../core/definition/problem.ts';
import { pointerTo } from '../core/definition/pointer.ts';
import type { WorkflowDefinition } from '../core/definition/workflow-definition.ts';
import { nearest } from '../core/errors/nearest.ts';
import { parseDuration } from '../core/run/duration.ts';
import { readText } from './check-file.ts';
import { refuse } from './checked-file.ts';

/**
 * Milliseconds by step id from the file of `--durations`.
 * @throws StepwrightError that names every entry that is no duration, or of no step
 */
export async function readDurations(file: string, definition: WorkflowDefinition): Promise<Readonly<Record<string, number>>> {
  const text = await readText(file);
  if (typeof text !== 'string') throw refuse([{ file, problems: [text] }]);
  const { value, problems, locate } = parseDefinition(text, { file });
  const ids = new Set(outlineOf(definition).steps.flatMap(({ id }) => id ?? []));
  const found: Problem[] = [...problems];
  const refuseAt = (pointer: string, problem: Pick<Problem, 'code' | 'message' | 'hint'>): void => {
    const position = locate(pointer, problem.code === 'InvalidDuration' ? 'value' : 'key');
    found.push({ severity: 'error', pointer, file, ...problem, ...(position && { line: position.line, column: position.column }) });
  };
  const durations: Record<string, number> = {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    if (found.length === 0)
      refuseAt('', { code: 'InvalidValue', message: 'durations are a map of step ids to durations', hint: 'such as charge: 1.2s' });
  } else {
    for (const [id, duration] of Object.entries(value)) {
      const ms = parseDuration(duration);
      const pointer = pointerTo('', id);
      const meant = nearest(id, ids);
      if (!ids.has(id))
        refuseAt(pointer, {
          code: 'InvalidValue',
          message: `"${definition.id}" has no step "${id}"`,
          ...(meant === undefined ? {} : { hint: `did you mean ${meant} ?` }),
        });
      else if (ms === undefined)
        refuseAt(pointer, {
          code: 'InvalidDuration',
          message: `the duration of "${id}" is none`,
          hint: 'milliseconds, or text such as 1.2s',
        });
      else durations[id] = ms;
    }
  }
  if (found.some(({ severity }) => severity === 'error')) throw refuse([{ file, problems: found, text }]);
  return durations;
}

import { writtenParams } from '../../core/expression/written-params.ts';
import type { Failure } from '../../core/errors/failure.ts';
import { paramsOf, type DeadLetter } from '../../records/dead-letters.ts';
import { oneLine } from './step-line.ts';
import { renderTable } from './table.ts';

export function renderLetters(letters: readonly DeadLetter[]): string {
  return renderTable([
    ['ID', 'STATE', 'SINCE', 'RUN', 'STEP', 'CALLED', 'ERROR'],
    ...letters.map(({ id, state, createdAt, runId, path, called, failure }) => [
      id,
      state,
      minute(createdAt),
      runId,
      path,
      called,
      oneLine(`${failure.code}: ${failure.message}`),
    ]),
  ]);
}

/** All of one, for people. */
export function renderLetter(letter: DeadLetter): string {
  const { id, state, runId, path, definition, version, called, call, failure, attempts, history } = letter;
  const params = writtenParams(paramsOf(call));
  return [
    `${id}  ${state}`,
    `run         ${runId}`,
    `step        ${path}`,
    `definition  ${definition}${version === undefined ? '' : ` ${version}`}`,
    `called      ${called}, ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`,
    ...errorLines(failure),
    'params',
    JSON.stringify(params, undefined, 2).replaceAll(/^/gm, '  '),
    'history',
    ...history.map(
      (event) =>
        `  ${event.at}  ${event.state}${event.by === undefined ? '' : ` by ${event.by}`}${event.reason === undefined ? '' : `: ${event.reason}`}`,
    ),
  ].join('\n');
}

/** The error, and what caused it. */
function errorLines({ code, class: errorClass, message, cause }: Failure): readonly string[] {
  const own = `error       ${code} (${errorClass}): ${message}`;
  return cause === undefined ? [own] : [own, ...errorLines(cause).map((line) => line.replace('error  ', 'because'))];
}

/** Of an ISO 8601 time. */
function minute(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}

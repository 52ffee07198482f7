import type { ReplayRecord } from '../replay-runs.ts';
import type { Colors } from '../terminal.ts';

/** `✔ order-1` or `✖ order-1 differs at charge: params /amount: recorded 120, now 130` */
export function renderReplayed({ file, runId, part, difference }: ReplayRecord, colors: Colors): string {
  const name = `${file ?? runId ?? ''}${part === undefined ? '' : ` (history ${part})`}`;
  if (difference === undefined) return `${colors.green('✔')} ${name}`;
  const { kind, path, message } = difference;
  if (kind === 'replay') return `${colors.red('✖')} ${name} can't be replayed: ${message}`;
  return `${colors.red('✖')} ${name} differs${path === '' ? '' : ` at ${colors.bold(path)}`}: ${message}`;
}

import picocolors from 'picocolors';

export type Colors = ReturnType<typeof picocolors.createColors>;

/** No colour where nobody looks, and where NO_COLOR (https://no-color.org) or a dumb terminal says so. */
export function colorsFor(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv = process.env): Colors {
  const wanted = (env['FORCE_COLOR'] ?? '') !== '' || (stream.isTTY === true && env['TERM'] !== 'dumb');
  return picocolors.createColors(wanted && (env['NO_COLOR'] ?? '') === '');
}

/** stdout: what the command was asked for. */
export function data(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** stdout: one JSON document, or one line of JSON lines. */
export function json(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** stderr: progress and remarks. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Nobody reads on (`| head`): that is their right, and no error. Ends the process, which would otherwise go on for nobody. */
export function endQuietlyOnBrokenPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit(process.exitCode ?? 0);
    });
  }
}

/**
 * Ends the process once everything written has been taken: a long poll that nobody waits for any more (of a run no longer watched)
 * would keep it for another 20 s.
 */
export async function endAfterOutput(): Promise<void> {
  await Promise.all([process.stdout, process.stderr].map((stream) => new Promise((resolve) => stream.write('', resolve))));
  process.exit();
}

import { cpus, loadavg } from 'node:os';

export function print(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** What all figures depend on. The load is that of the last minute: the bench's own, and whatever else the machine does. */
export function printMachine(...more: readonly string[]): void {
  const load = loadavg()[0]?.toFixed(1) ?? '?';
  print([`${cpus().length} cores, load average ${load}`, `Node ${process.version}`, ...more].join(', '));
}

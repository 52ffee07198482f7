import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Milliseconds of a tick of Linux's clock. */
const TICK = 10;
/** In `/proc/PID/stat`, behind the name of the program: user and system time. */
const [USER, SYSTEM] = [11, 12] as const;

/** Resident memory of a process, in MB. */
export function memoryOf(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)]).toString()) / 1024;
}

/** Processor time that a process has had, in milliseconds; NaN where the system does not tell. */
export function processorOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return (Number(fields[USER]) + Number(fields[SYSTEM])) * TICK;
  } catch {
    return Number.NaN;
  }
}

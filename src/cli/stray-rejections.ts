import { note } from './terminal.ts';

/** An action that leaves a rejected promise behind must not take the worker, and with it everybody's actions, down. */
export function reportStrayRejections(): void {
  process.on('unhandledRejection', (reason) => {
    note(`an action left a rejected promise behind: ${reason instanceof Error ? reason.message : String(reason)}`);
  });
}

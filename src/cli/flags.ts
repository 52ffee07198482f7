import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';

import { parseDuration } from '../core/run/duration.ts';
import { WorkflowStatus } from '../core/run/status.ts';

/** Flags of every command. */
export interface OutputFlags {
  readonly json?: boolean;
  readonly debug?: boolean;
}

/** Flags of every command that talks to Temporal. */
export interface PlaceFlags extends OutputFlags {
  readonly address?: string;
  readonly namespace?: string;
  readonly tls?: boolean;
  readonly apiKey?: string;
  readonly taskQueue?: string;
  readonly data?: string;
  readonly files?: string;
  readonly store?: string;
  readonly definitions?: string;
  readonly targets?: string;
  readonly allowNetwork?: readonly string[];
  readonly as?: string;
  readonly role?: readonly string[];
}

/** Flags of every command that needs the store alone. */
export interface StoreFlags extends OutputFlags {
  readonly data?: string;
  readonly store?: string;
}

/** `--json` and `--debug`, and an example below the help. */
export function withOutputFlags(command: Command, example: string): Command {
  return command
    .option('--json', 'print JSON on stdout and nothing else')
    .option('--debug', 'show stack traces')
    .addHelpText('after', `\nExample:\n${example.replaceAll(/^/gm, '  ')}`);
}

/** The flags that say where runs live and what the worker knows. */
export function withPlaceFlags(command: Command, example: string): Command {
  return withOutputFlags(withTargetsFlag(command), example)
    .optionsGroup('Where runs live:')
    .option('--address <host:port>', 'a Temporal cluster; default: a dev server of the data folder (TEMPORAL_ADDRESS)')
    .option('--namespace <name>', 'default: default (TEMPORAL_NAMESPACE)')
    .option('--tls', 'connect with TLS (TEMPORAL_TLS)')
    .option('--api-key <key>', 'API key of the cluster (TEMPORAL_API_KEY)')
    .option('--task-queue <name>', 'default: stepwright (STEPWRIGHT_TASK_QUEUE)')
    .option('--data <dir>', 'data folder; default: ./.stepwright (STEPWRIGHT_DATA)')
    .option('--files <dir>', 'root of the file target; default: DATA/files (STEPWRIGHT_FILES)')
    .option('--store <url>', 'sqlite:PATH, postgres://…, redis://… or mongodb://…; default: sqlite:DATA/store.db (STEPWRIGHT_STORE)')
    .option('--definitions <dir>', 'folder in which definitions are found by id (STEPWRIGHT_DEFINITIONS)')
    .option(
      '--allow-network <host>',
      'HOST[:PORT] or CIDR that actions may reach although private; repeatable (STEPWRIGHT_ALLOW_NETWORK)',
      collect,
    )
    .option('--as <name>', 'who you are; default: your name on this machine (STEPWRIGHT_USER)')
    .option('--role <role>', 'a role you have, for approvers such as role:manager; repeatable', collect);
}

/** The flags that say how much a worker does at once, and how it stops. */
export function withWorkerFlags(command: Command): Command {
  return command
    .optionsGroup('How much it does:')
    .option('--resources <targets>', 'take less work near these percents of the machine: cpu=80,memory=90 (STEPWRIGHT_RESOURCES)')
    .option('--concurrency <calls>', 'calls at once; default: 100 (STEPWRIGHT_CONCURRENCY)')
    .option('--rate <rate>', 'calls it begins: 100/s, 30/m (STEPWRIGHT_RATE)')
    .option('--queue-rate <rate>', 'calls that all workers of the task queue begin (STEPWRIGHT_QUEUE_RATE)')
    .option(
      '--limit <limit>',
      'calls of a target or target.action, at once (http=10) or a rate (http=100/s); repeatable (STEPWRIGHT_LIMITS)',
      collect,
    )
    .option('--drain <duration>', 'time for running actions when it is told to stop; default: 10s (STEPWRIGHT_DRAIN)');
}

/** The flags that say where the store is. */
export function withStoreFlags(command: Command, example: string): Command {
  return withOutputFlags(command, example)
    .option('--data <dir>', 'data folder; default: ./.stepwright (STEPWRIGHT_DATA)')
    .option('--store <url>', 'sqlite:PATH, postgres://…, redis://… or mongodb://…; default: sqlite:DATA/store.db (STEPWRIGHT_STORE)');
}

export function withTargetsFlag(command: Command): Command {
  return command.option('--targets <file>', 'your own targets: a .ts or .js file (STEPWRIGHT_TARGETS)');
}

/** For options that may be given more than once. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** Reads the value of an option that counts something. */
export function positiveWhole(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('It must be a whole number above 0.');
  return number;
}

/** A duration, in milliseconds. */
export function durationOption(value: string): number {
  const ms = parseDuration(value);
  if (ms === undefined) throw new InvalidArgumentError('It must be a duration, such as 12h or 30d.');
  return ms;
}

/** A status of a run, in either case. */
export function statusOption(value: string): string {
  const upper = value.toUpperCase();
  if (Object.hasOwn(WorkflowStatus, upper)) return upper;
  throw new InvalidArgumentError(`Allowed choices are ${Object.keys(WorkflowStatus).join(', ')}.`);
}

import { createHash } from 'node:crypto';

/** Bytes; file systems take 255, and something may be added. */
const LONGEST = 200;
// Separators, control characters, and dots that begin the name: what could lead out of a folder or hide in it.
const UNSAFE = /[/\\\p{Cc}]|^\.+/gu;

/** A file name that stays in its folder. One that had to be changed gets a hash, so that two names never become one. */
export function safeName(name: string): string {
  const clean = cut(name.trim().replace(UNSAFE, '_')) || '_';
  if (clean === name) return name;
  const dot = clean.lastIndexOf('.');
  const end = dot > 0 && clean.length - dot <= 10 ? dot : clean.length;
  return `${clean.slice(0, end)}~${createHash('sha256').update(name).digest('hex').slice(0, 8)}${clean.slice(end)}`;
}

/** The segments of a folder path, each safe; empty ones and dots lead nowhere and are left out. */
export function safeFolder(path: string): readonly string[] {
  return path
    .split('/')
    .map((segment) => segment.trim())
    .filter((segment) => segment !== '' && segment !== '.')
    .map(safeName);
}

function cut(name: string): string {
  const bytes = Buffer.from(name);
  // A character cut in two at the end is dropped.
  return bytes.length <= LONGEST ? name : new TextDecoder().decode(bytes.subarray(0, LONGEST)).replace(/\uFFFD+$/, '');
}

/** Told in short lines what takes time: `building the Temporal CLI with Go: 42 s, 118 modules`. A later line replaces the one before it. */
export type OnProgress = (line: string) => void;

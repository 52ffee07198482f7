import type { YAMLError } from 'yaml';

/** What to do about a mistake in YAML, as far as the line tells. */
export function yamlHint(error: YAMLError, line: string): string | undefined {
  switch (error.code) {
    case 'BLOCK_AS_IMPLICIT_KEY':
      return 'put the value in quotes: it holds ": "';
    case 'BAD_SCALAR_START':
      return `put values that begin with "${error.message.slice(-1)}" in quotes`;
    case 'TAG_RESOLVE_FAILED':
      return 'put values that begin with "!" in quotes';
    case 'TAB_AS_INDENT':
      return 'indent with spaces';
    case 'BAD_INDENT':
    case 'MISSING_CHAR':
    case 'UNEXPECTED_TOKEN':
      return shapeHint(error, line);
    default:
      return undefined;
  }
}

function shapeHint({ code, message }: YAMLError, line: string): string | undefined {
  if (/[[{].*\$[A-Za-z_{]/.test(line)) return 'inside { } and [ ], put values in quotes that hold { } [ ] or ,';
  if (message.startsWith('Unexpected scalar')) return 'put the whole value in quotes';
  if (message.includes('quote')) return 'close the quotes';
  return code === 'BAD_INDENT' ? 'give all keys of one map the same indentation' : undefined;
}

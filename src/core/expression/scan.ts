/** The end of the string literal whose first quote is at `offset`, as CEL reads it; the end of the source if it is not closed. */
export function endOfLiteral(source: string, offset: number): number {
  const quote = source.charAt(offset);
  const closing = source.startsWith(quote.repeat(3), offset) ? quote.repeat(3) : quote;
  let at = offset + closing.length;
  while (at < source.length) {
    if (source[at] === '\\') at += 2;
    else if (source.startsWith(closing, at)) return at + closing.length;
    else at += 1;
  }
  return source.length;
}

/** The end of the comment that begins at `offset`: its line's. */
export function endOfComment(source: string, offset: number): number {
  const end = source.indexOf('\n', offset);
  return end === -1 ? source.length : end;
}

/** The offset of the brace that closes the one at `offset`; those in literals and comments do not count. */
export function closingBrace(source: string, offset: number): number | undefined {
  let open = 0;
  let at = offset;
  while (at < source.length) {
    const char = source[at];
    if (char === '"' || char === "'") at = endOfLiteral(source, at);
    else if (char === '/' && source[at + 1] === '/') at = endOfComment(source, at);
    else {
      if (char === '{') open += 1;
      if (char === '}') open -= 1;
      if (open === 0) return at;
      at += 1;
    }
  }
  return undefined;
}

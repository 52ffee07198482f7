type Span = { readonly seconds?: { toNumber(): number } | null; readonly nanos?: number | null };

/** Milliseconds of a protobuf time or duration. Fractions too: workflow time has none, but nothing here needs that. */
export function millisecondsOf(time: Span | null | undefined): number | undefined {
  return time ? (time.seconds?.toNumber() ?? 0) * 1000 + Math.floor((time.nanos ?? 0) / 1e6) : undefined;
}

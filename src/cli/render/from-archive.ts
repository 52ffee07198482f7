/** Where a run that Temporal no longer knows is told from. */
export function fromArchive(archivedAt: string): string {
  return `Temporal no longer knows this run: this was archived at ${archivedAt}`;
}

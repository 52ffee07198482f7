const FOLDERS: Readonly<Record<string, string>> = {
  INVOICE: 'Invoices',
  RECEIPT: 'Receipts',
  REPORT: 'Reports',
  ORDER: 'Orders',
  CONTRACT: 'Contracts',
  PROPOSAL: 'Proposals',
  DOCUMENT: 'Documents',
};
const YEAR = /(?<!\d)(?:19|20)\d\d(?!\d)/;

/**
 * Where a document belongs: by its type, else by a word of its name; then by the year in its name, else this year.
 * A type of your own gives a folder of its name.
 */
export function categorise(name: string, type: string | undefined, now: Date): string {
  return `${folderOf(name, type)}/${YEAR.exec(name)?.[0] ?? String(now.getFullYear())}`;
}

function folderOf(name: string, type: string | undefined): string {
  if (type !== undefined && type.trim() !== '') return FOLDERS[type.trim().toUpperCase()] ?? title(type.trim());
  const word = Object.keys(FOLDERS).find((candidate) => name.toUpperCase().includes(candidate));
  return FOLDERS[word ?? 'DOCUMENT'] ?? 'Documents';
}

/** `MEETING_NOTES` as `Meeting notes`. */
function title(type: string): string {
  const words = type.replace(/[_\s]+/g, ' ').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

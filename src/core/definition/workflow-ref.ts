/** A definition by name, and the versions of it that will do. */
export interface DefinitionRef {
  readonly id: string;
  /** A version or range, as npm has them; absent: the latest. */
  readonly version?: string;
}

/** How a definition may be called. */
export const WORKFLOW_ID = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;

const NUMBER = '(?:0|[1-9]\\d{0,14})';
/** Of a pre-release: digits alone have no leading zero. */
const NAME = '(?:0|[1-9]\\d*|\\d*[A-Za-z-][0-9A-Za-z-]*)';
const SUFFIX = `(?:-${NAME}(?:\\.${NAME})*)?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?`;
const ANY = '[xX*]';
const PARTIAL = `v?(?:${ANY}|${NUMBER}(?:\\.(?:${ANY}(?:\\.${ANY})?|${NUMBER}(?:\\.(?:${ANY}|${NUMBER}${SUFFIX}))?))?)`;
const COMPARED = `(?:[<>]=?|=|\\^|~)?\\s*${PARTIAL}`;
const ALTERNATIVE = `(?:${PARTIAL}\\s+-\\s+${PARTIAL}|${COMPARED}(?:\\s+${COMPARED})*)`;
const RANGE = new RegExp(`^\\s*${ALTERNATIVE}(?:\\s*\\|\\|\\s*${ALTERNATIVE})*\\s*$`);

/** Longer is no range that somebody wrote, and would take long to read. */
const LONGEST = 200;

/** Reads `id`, `id@1.2.0` or `id@^1`; undefined when it is none of these. */
export function parseWorkflowRef(text: string): DefinitionRef | undefined {
  const at = text.indexOf('@');
  const id = at === -1 ? text : text.slice(0, at);
  if (!WORKFLOW_ID.test(id)) return undefined;
  if (at === -1) return { id };
  const version = text.slice(at + 1).trim();
  return isVersionRange(version) ? { id, version } : undefined;
}

/** Whether a text is a version or a range of versions: `1.2.0`, `^1`, `1.x`, `>=1.2 <3`, `1 - 2`, `^1 || ^2`. */
export function isVersionRange(text: string): boolean {
  return text.length <= LONGEST && RANGE.test(text);
}

/** Characters. What is shorter stands in other words by chance: it is replaced only where it stands alone. */
export const SHORTEST = 4;
/** Parts of a secret, and pieces of its Base64, that are shorter than this say nothing about it. */
const SHORTEST_PART = 8;
const SHORTEST_BASE64 = 6;
/** Levels of JSON in JSON that are looked for. */
const JSON_LEVELS = 3;

/** The secret and what may be read of it: each way it can be written down by those who carry it. */
export function spellingsOf(secret: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const part of partsOf(secret)) for (const spelling of part.length < SHORTEST ? [part] : writtenWays(part)) found.add(spelling);
  found.delete('');
  return found;
}

/** The whole, the lines of a key file, the texts in a JSON document, the password in an address. */
function partsOf(secret: string): readonly string[] {
  const lines = secret.includes('\n') ? secret.split(/\r?\n/).map((line) => line.trim()) : [];
  const inside = [...lines.filter((line) => !line.startsWith('-----')), ...textsIn(secret)];
  return [secret, secret.trim(), ...inside.filter(({ length }) => length >= SHORTEST_PART), ...passwordIn(secret)];
}

function textsIn(secret: string): readonly string[] {
  if (!/^\s*[{[]/.test(secret)) return [];
  const texts: string[] = [];
  try {
    JSON.parse(secret, (_key, value: unknown) => {
      if (typeof value === 'string') texts.push(value, ...value.split('\n').filter((line) => !line.startsWith('-----')));
      return value;
    });
  } catch {
    // Not JSON after all.
  }
  return texts;
}

function passwordIn(secret: string): readonly string[] {
  const password = URL.canParse(secret) ? new URL(secret).password : '';
  return password.length < SHORTEST ? [] : [password, decoded(password)];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function writtenWays(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  const hex = bytes.toString('hex');
  return [text, ...escaped(text), ...inAddresses(bytes.toString()), ...base64(bytes), hex, hex.toUpperCase()];
}

function escaped(text: string): readonly string[] {
  const ways: string[] = [];
  for (let way = text; ways.length < JSON_LEVELS; ways.push(way)) way = inJson(way);
  return [...ways, inJson(text).replaceAll(/[^ -~]/g, unicode), inJson(text).replaceAll('/', String.raw`\/`), inMarkup(text)];
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function unicode(character: string): string {
  return String.raw`\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function inMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function inAddresses(text: string): readonly string[] {
  const strict = encodeURIComponent(text);
  const ways = [strict, strict.replaceAll(/[!'()*]/g, percent), encodeURI(text), new URLSearchParams([['', text]]).toString().slice(1)];
  return ways.flatMap((way) => [way, way.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())]);
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** Alone, and what is left of it inside the Base64 of something longer, wherever it begins there. */
function base64(bytes: Buffer): readonly string[] {
  const inside = [0, 1, 2].map((offset) => {
    const first = Math.ceil((offset * 8) / 6);
    const end = Math.floor(((offset + bytes.length) * 8) / 6);
    return Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .slice(first, end);
  });
  const whole = bytes.toString('base64');
  const ways = [whole, whole.replaceAll('=', ''), ...inside.filter(({ length }) => length >= SHORTEST_BASE64)];
  return ways.flatMap((way) => [way, way.replaceAll('+', '-').replaceAll('/', '_')]);
}

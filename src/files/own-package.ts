import { register } from 'node:module';

/**
 * What runs in Node's loader thread, as text: a file would have to be JavaScript in the sources too. TypeScript, and
 * JavaScript that imports or exports, is taken for modules also where no package.json says so.
 */
const HOOK = `
import { readFile } from 'node:fs/promises';
let entry, here;
export function initialize(data) { ({ entry, here } = data); }
export async function resolve(specifier, context, next) {
  const found = await find(specifier, context, next);
  return (await isModule(found.url)) ? { ...found, format: 'module' } : found;
}
async function isModule(url) {
  const [file] = url.split('?', 1);
  if (!file.startsWith('file:') || file.includes('/node_modules/')) return false;
  if (file.endsWith('.ts')) return true;
  return file.endsWith('.js') && /^\\s*(?:import|export)\\b/m.test(await readFile(new URL(file), 'utf8'));
}
async function find(specifier, context, next) {
  try {
    return await next(specifier, context);
  } catch (error) {
    if (specifier === 'stepwright') return next(entry, { ...context, parentURL: here });
    if (specifier === 'zod') return next(specifier, { ...context, parentURL: here });
    throw error;
  }
}
`;

let isOn = false;

/**
 * Resolves `stepwright` and `zod` to this package's own where the importing project has none, so that a file runs before anything
 * was installed. For this process, from now on; hooks cannot be taken back.
 */
export function resolveOwnPackage(): void {
  if (isOn) return;
  isOn = true;
  const entry = new URL(import.meta.url.endsWith('.ts') ? '../index.ts' : '../index.js', import.meta.url).href;
  register(`data:text/javascript,${encodeURIComponent(HOOK)}`, { data: { entry, here: import.meta.url } });
}

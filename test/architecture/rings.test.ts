import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { cruise, type ICruiseOptions, type IForbiddenRuleType } from 'dependency-cruiser';
import { describe, expect, it } from 'vitest';

import { tempFolder } from '../helpers/temp-folder.ts';

const require = createRequire(import.meta.url);

/** `npm run rings` finds nothing wrong in the repository; here it is shown that it would. */
async function violations(config: string, files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const folder = tempFolder();
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), content);
  }
  const { forbidden, options } = require(`../../${config}`) as { forbidden: IForbiddenRuleType[]; options: ICruiseOptions };
  const { tsConfig: _tsConfig, ...rest } = options;
  const rooms = [...new Set(Object.keys(files).map((file) => file.split('/')[0] ?? ''))].filter((room) => room !== 'node_modules');
  const { output } = await cruise(rooms, { ...rest, baseDir: folder, ruleSet: { forbidden }, validate: true });
  if (typeof output === 'string') throw new TypeError(output);
  return output.summary.violations.map(({ rule, from }) => `${rule.name} ${from}`).toSorted();
}

const RINGS = '.dependency-cruiser.cjs';
const NOTHING = 'export const nothing = null;\n';

describe('the rings', () => {
  it.each([
    ['core-is-pure', 'src/core/graph/a.ts', 'node:fs'],
    ['core-is-pure', 'src/core/graph/a.ts', '../../client/b.ts'],
    ['errors-import-nothing', 'src/core/errors/a.ts', '../run/b.ts'],
    ['workflows-are-deterministic', 'workflows/a.ts', '../src/client/b.ts'],
    ['nobody-imports-workflows', 'worker/a.ts', '../workflows/b.ts'],
    ['storage-stands-alone', 'src/storage/a.ts', '../client/b.ts'],
    ['a-backend-knows-its-own-driver', 'src/storage/redis/a.ts', '../sql/b.ts'],
    ['client-stays-thin', 'src/client/a.ts', '../../worker/b.ts'],
    ['diagram-uses-core', 'src/diagram/a.ts', '../client/b.ts'],
    ['testing-uses-core', 'src/testing/a.ts', '../client/b.ts'],
    ['devserver-stands-alone', 'src/devserver/a.ts', '../client/b.ts'],
    ['activities-stay-thin', 'activities/a.ts', '../worker/b.ts'],
    ['worker-wires', 'worker/a.ts', '../src/cli/b.ts'],
    ['cli-dispatches', 'src/cli/a.ts', '../../activities/b.ts'],
    ['nobody-imports-the-cli', 'src/index.ts', './cli/b.ts'],
    ['examples-use-the-front-door', 'examples/a.ts', '../src/core/b.ts'],
  ])('%s: %s must not import %s', async (rule, from, to) => {
    const target = to.startsWith('.') ? { [join(dirname(from), to)]: NOTHING } : {};
    expect(await violations(RINGS, { [from]: `import { nothing } from '${to}';\nconsole.log(nothing);\n`, ...target })).toContain(
      `${rule} ${from}`,
    );
  });

  it('lets arrows point inward', async () => {
    const files = {
      'src/core/errors/a.ts': NOTHING,
      'src/client/b.ts': "import { nothing } from '../core/errors/a.ts';\nconsole.log(nothing);\n",
      'workflows/c.ts': "import { nothing } from '../src/core/errors/a.ts';\nconsole.log(nothing);\n",
      'worker/d.ts': "import { nothing } from '../activities/e.ts';\nconsole.log(nothing);\n",
      'activities/e.ts': NOTHING,
    };
    expect(await violations(RINGS, files)).toEqual([]);
  });
});

describe('the run-time reach', () => {
  const zod = { 'node_modules/zod/package.json': '{"name":"zod","main":"index.js"}', 'node_modules/zod/index.js': 'exports.z = {};' };
  const runner = { 'src/core/interpreter/a.ts': "import { b } from '../definition/b.ts';\nconsole.log(b);\n" };

  it('finds a parser behind the interpreter, at any depth', async () => {
    const files = { ...zod, ...runner, 'src/core/definition/b.ts': "import { z } from 'zod';\nexport const b = z;\n" };
    expect(await violations('.dependency-cruiser-run-time.cjs', files)).toEqual(['no-parser-in-the-sandbox src/core/interpreter/a.ts']);
  });

  it('lets its types through', async () => {
    const files = {
      ...zod,
      ...runner,
      'src/core/definition/b.ts': "import type { z } from 'zod';\nexport const b: typeof z | null = null;\n",
    };
    expect(await violations('.dependency-cruiser-run-time.cjs', files)).toEqual([]);
  });
});

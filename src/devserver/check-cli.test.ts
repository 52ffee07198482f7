import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { tempFolder } from '../../test/helpers/temp-folder.ts';
import { checkCli } from './check-cli.ts';

function program(script: string): string {
  const path = join(tempFolder(), 'temporal');
  writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return path;
}

describe('checkCli', () => {
  it('accepts a CLI with a server that is new enough', async () => {
    const path = program('echo "temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)"');
    expect(await checkCli(path)).toEqual({ path, version: '1.5.1', server: '1.29.1' });
  });

  it('accepts one that go install built, which knows no version of its own', async () => {
    expect(await checkCli(program('echo "temporal version 0.0.0-DEV (Server 1.28.0, UI 2.42.1)"'))).toMatchObject({ server: '1.28.0' });
  });

  it.each([
    ['a server that is too old', 'echo "temporal version 0.10.0 (Server 1.27.9, UI 2.1.0)"', /its server is 1\.27\.9/],
    ['another program', 'echo "temporal tables 3"', /does not look like the Temporal CLI: temporal tables 3/],
    ['a program that fails', 'exit 3', /cannot be run/],
  ])('rejects %s and says why', async (_, script, problem) => {
    expect(await checkCli(program(script))).toMatchObject({ problem: expect.stringMatching(problem) });
  });

  it('rejects a file that is not there', async () => {
    expect(await checkCli('/nowhere/temporal')).toMatchObject({ problem: expect.stringMatching(/cannot be run/) });
  });
});

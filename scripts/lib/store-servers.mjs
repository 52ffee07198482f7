// Real servers for the storage tests: Redis and PostgreSQL by apt where we are root on Debian, mongo-java-server by Maven.
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { nodeScript, run } from './run.mjs';

/**
 * Looks for each server, and installs it where that can be done without asking.
 * @returns `{ missing }`: `{ name, why }` of those that could not be had
 */
export async function installStoreServers(show) {
  const { redis, postgres, mongodb } = await look();
  const packages = [...(redis ? [] : ['redis-server']), ...(postgres ? [] : ['postgresql'])];
  const apt = packages.length === 0 ? undefined : await installWithApt(packages, show);
  const maven = mongodb ? undefined : await installFakeMongodb(show);
  const now = await look();
  return {
    missing: [
      ...(now.redis ? [] : [{ name: 'Redis', why: apt ?? 'redis-server is not on PATH' }]),
      ...(now.postgres ? [] : [{ name: 'PostgreSQL', why: apt ?? 'initdb was not found' }]),
      ...(now.mongodb ? [] : [{ name: 'mongo-java-server', why: maven ?? 'its libraries were not found' }]),
    ],
  };
}

/** As the tests look for them. */
async function look() {
  const { code, output } = await run(...nodeScript('--import', 'tsx', 'scripts/find-store-servers.ts'));
  return code === 0 ? JSON.parse(output) : { redis: false, postgres: false, mongodb: false };
}

/** What hinders, or nothing. Packages that start a service do so on its usual port; the tests use ports of their own. */
async function installWithApt(packages, show) {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version'))
    return `install ${packages.join(' and ')} (npm run setup does it as root on Debian)`;
  const before = process.env.DEBIAN_FRONTEND;
  process.env.DEBIAN_FRONTEND = 'noninteractive';
  try {
    show('apt-get update');
    await run('apt-get', ['update', '-qq']);
    show(`apt-get install ${packages.join(' ')}`);
    const { code, output } = await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages]);
    return code === 0 ? undefined : `apt-get install ${packages.join(' ')} failed: ${output.trim().split('\n').at(-1)}`;
  } finally {
    if (before === undefined) delete process.env.DEBIAN_FRONTEND;
    else process.env.DEBIAN_FRONTEND = before;
  }
}

/** What hinders, or nothing. */
async function installFakeMongodb(show) {
  for (const program of ['java', 'mvn']) {
    const { code } = await run(program, ['-version']);
    if (code !== 0) return `${program} is not on PATH: it needs a JDK (17 or later) and Maven`;
  }
  const { code, output } = await run(...nodeScript('--import', 'tsx', 'scripts/find-store-servers.ts', '--fake-mongodb'));
  if (code !== 0) return output;
  const { folder, version } = JSON.parse(output);
  show('mongo-java-server by Maven');
  mkdirSync(folder, { recursive: true });
  const pom = join(folder, 'pom.xml');
  writeFileSync(pom, pomOf(version));
  const fetched = await run('mvn', ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${folder}`]);
  if (fetched.code === 0) return undefined;
  rmSync(folder, { recursive: true, force: true });
  return `mvn could not fetch it: ${fetched.output.trim().split('\n')[0]}`;
}

function pomOf(version) {
  return `<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>stepwright</groupId>
  <artifactId>store-servers</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>de.bwaldvogel</groupId>
      <artifactId>mongo-java-server</artifactId>
      <version>${version}</version>
    </dependency>
  </dependencies>
</project>
`;
}

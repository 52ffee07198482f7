import { readFileSync } from 'node:fs';

import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

interface Service {
  readonly image: string;
  readonly build?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly volumes?: readonly string[];
}

interface ComposeFile {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, null>>;
}

function read(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}

const text = read('docker-compose.yml');
const compose = parse(text) as ComposeFile;
const services = Object.entries(compose.services);
const dockerfile = read('Dockerfile');

/** Variables that the worker reads, by its own schema. */
const workerVariables = new Set(read('worker/config.ts').match(/\b(?:TEMPORAL|STEPWRIGHT)_[A-Z_]+(?=:)/g));

/** Exact, such as 16.10, 1.29.1 or 20.20.2-bookworm-slim; not `latest` or a bare major. */
const PINNED = /^[\w./-]+:\d+\.\d+(?:\.\d+)?(?:-[\w.-]+)?$/;

function validator(): (value: unknown) => readonly string[] {
  const { $schema: _draft, ...schema } = JSON.parse(read('test/architecture/compose-spec/compose-spec.json')) as Record<string, unknown>;
  const ajv = new Ajv({ allErrors: true, strict: false });
  const validate = ajv.compile(schema);
  return (value) => (validate(value) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`));
}

describe('docker-compose.yml', () => {
  it('is what the Compose specification allows', () => {
    const problems = validator();
    expect(problems(compose)).toEqual([]);
    // The check itself bites.
    expect(problems({ ...compose, services: { worker: { image: 'x', healthchek: {} } } })).not.toEqual([]);
  });

  it('writes durations as Compose reads them', () => {
    const durations = [...text.matchAll(/^ +(?:interval|timeout|start_period|stop_grace_period): (.+)$/gm)].map(([, duration]) => duration);
    expect(durations.length).toBeGreaterThan(4);
    for (const duration of durations) expect(duration).toMatch(/^(?:\d+(?:ms|s|m|h))+$/);
  });

  it.each(services)('pins the image of %s', (_, { image }) => {
    expect(image).toMatch(PINNED);
  });

  it('has a health check for everything that others wait for', () => {
    const awaited = services.flatMap(([, { depends_on = {} }]) => Object.entries(depends_on));
    expect(awaited.length).toBeGreaterThan(0);
    for (const [name, { condition }] of awaited) {
      expect(condition).toBe('service_healthy');
      expect(compose.services[name]?.healthcheck?.test.length, name).toBeGreaterThan(1);
    }
  });

  it('opens ports on this machine only', () => {
    const ports = services.flatMap(([, service]) => service.ports ?? []);
    expect(ports).toEqual(['127.0.0.1:7233:7233', '127.0.0.1:8233:8080']);
  });

  it('gives the worker only variables that it reads, and the address of the cluster', () => {
    expect(workerVariables.size).toBeGreaterThan(5);
    const environment = compose.services['worker']?.environment ?? {};
    expect([...workerVariables]).toEqual(expect.arrayContaining(Object.keys(environment)));
    const [host, port] = (environment['TEMPORAL_ADDRESS'] ?? '').split(':');
    expect(Object.keys(compose.services)).toContain(host);
    expect(compose.services[host ?? '']?.ports?.map((mapping) => mapping.split(':').at(-1))).toContain(port);
  });

  it('keeps what must survive in volumes it declares', () => {
    const mounted = services.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0]));
    expect(mounted.toSorted()).toEqual(Object.keys(compose.volumes).toSorted());
    const data = compose.services['worker']?.environment?.['STEPWRIGHT_DATA'];
    expect(compose.services['worker']?.volumes).toEqual([`worker:${data}`]);
  });
});

describe('Dockerfile', () => {
  it('pins its base image, the oldest Node that the package accepts', () => {
    const { engines } = JSON.parse(read('package.json')) as { engines: { node: string } };
    const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image = '']) => image);
    expect(new Set(bases).size).toBe(1);
    expect(bases[0]).toMatch(PINNED);
    expect(bases[0]).toContain(`node:${engines.node.replace('>=', '')}-`);
  });

  it('runs the built worker as a user without rights', () => {
    expect(dockerfile.trimEnd().split('\n').at(-1)).toBe('CMD ["node", "dist/worker/main.js"]');
    expect(dockerfile).toMatch(/^USER node$/m);
    expect(dockerfile.indexOf('USER node')).toBeGreaterThan(dockerfile.lastIndexOf('RUN '));
  });

  it('names only variables that the worker reads', () => {
    const named = dockerfile.match(/\b(?:TEMPORAL|STEPWRIGHT)_[A-Z_]+/g) ?? [];
    expect(named.length).toBeGreaterThan(0);
    expect([...workerVariables]).toEqual(expect.arrayContaining(named));
  });

  it('is given all that the build reads', () => {
    const allowed = read('.dockerignore').match(/(?<=^!).+$/gm);
    const { include } = JSON.parse(read('tsconfig.build.json')) as { include: string[] };
    expect(allowed).toEqual(
      expect.arrayContaining([
        ...include,
        'package.json',
        'package-lock.json',
        'tsconfig.json',
        'tsconfig.build.json',
        'scripts',
        'schema',
      ]),
    );
  });
});

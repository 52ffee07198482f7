/** A file of a new project, its path relative to the project's folder. */
export interface ProjectFile {
  readonly path: string;
  readonly content: string;
}

export interface ProjectFacts {
  /** Name of the project's folder. */
  readonly folder: string;
  /** What package.json asks for: a version, or `file:` and a path for a checkout. */
  readonly stepwright: string;
  readonly zod: string;
}

/** Every file of a new project. */
export function projectFiles(facts: ProjectFacts): readonly ProjectFile[] {
  return [
    { path: 'package.json', content: `${JSON.stringify(manifest(facts), null, 2)}\n` },
    { path: 'hello.workflow.yaml', content: WORKFLOW },
    { path: 'hello.test.yaml', content: TESTS },
    { path: 'targets.ts', content: TARGETS },
    { path: 'README.md', content: README },
    { path: '.gitignore', content: 'node_modules/\n.stepwright/\n' },
  ];
}

function manifest({ folder, stepwright, zod }: ProjectFacts): unknown {
  return {
    name: packageName(folder),
    private: true,
    type: 'module',
    scripts: {
      start: 'stepwright run hello.workflow.yaml --targets targets.ts',
      dev: 'stepwright dev .',
      check: 'stepwright validate hello.workflow.yaml --targets targets.ts',
      test: 'stepwright test --targets targets.ts',
    },
    dependencies: { stepwright, zod },
  };
}

/** A folder's name as npm takes it. */
export function packageName(folder: string): string {
  const name = folder
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replaceAll(/^[._-]+|-+$/g, '');
  return name === '' ? 'workflows' : name;
}

const WORKFLOW = `# yaml-language-server: $schema=node_modules/stepwright/schema/workflow.schema.json
id: hello
name: Say hello
input:
  type: object
  properties:
    name: { type: string, default: world }
steps:
  - id: greet
    name: Compose the greeting
    target: greetings
    action: compose
    params:
      name: $name
  - id: keep
    name: Keep it in a file
    target: file
    action: write
    params:
      path: hello.txt
      content: $greet.text
output:
  text: $greet.text
  file: $keep.path
`;

const TESTS = `# yaml-language-server: $schema=node_modules/stepwright/schema/test.schema.json
actions:
  greetings.compose: { returns: { text: "Hello, Ada!" } }
  file.write: { returns: { path: hello.txt } }

tests:
  - name: keeps the greeting in a file
    input: { name: Ada }
    expect:
      output: { text: "Hello, Ada!", file: hello.txt }
      calls:
        - { action: greetings.compose, params: { name: Ada } }
        - { action: file.write, params: { content: "Hello, Ada!" } }
`;

const TARGETS = `import { action, defineTarget } from 'stepwright';
import * as z from 'zod';

/** A target of your own: its actions do what your workflows need done. */
export default defineTarget('greetings', {
  actions: {
    compose: action({
      description: 'Composes a greeting.',
      params: z.object({ name: z.string() }),
      result: z.object({ text: z.string() }),
      idempotent: true,
      run: ({ name }) => ({ text: \`Hello, \${name}!\` }),
    }),
  },
});
`;

const README = `# Workflows

\`\`\`
npm install
npx stepwright run hello.workflow.yaml --targets targets.ts --input '{"name": "Ada"}'
\`\`\`

The first run starts a Temporal dev server on this machine. What the run wrote lies in \`.stepwright/files/hello.txt\`.

- \`hello.workflow.yaml\` is the workflow; \`npx stepwright validate hello.workflow.yaml --targets targets.ts\` checks it.
- \`hello.test.yaml\` tests it in memory; \`npm test\` runs all tests.
- \`targets.ts\` holds actions of your own; \`npx stepwright targets --targets targets.ts\` lists them beside the built-in ones.
- \`npx stepwright dev .\` keeps a server and a worker running and takes over every change of these files.
- \`npx stepwright dev --stop\` ends the server; the runs stay on disk.
`;

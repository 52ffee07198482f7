import { expect, it } from 'vitest';

import { packageName, projectFiles } from './project-files.ts';

it.each([
  ['hello', 'hello'],
  ['My Project!', 'my-project'],
  ['_x', 'x'],
  ['日本', 'workflows'],
])('the folder %s makes the package %s', (folder, name) => {
  expect(packageName(folder)).toBe(name);
});

it('depends on this package and has everything a first run needs', () => {
  const files = projectFiles({ folder: 'hello', stepwright: '1.2.3', zod: '4.6.7' });
  expect(files.map(({ path }) => path)).toEqual([
    'package.json',
    'hello.workflow.yaml',
    'hello.test.yaml',
    'targets.ts',
    'README.md',
    '.gitignore',
  ]);
  expect(JSON.parse(files[0]?.content ?? '')).toMatchObject({
    name: 'hello',
    type: 'module',
    dependencies: { stepwright: '1.2.3', zod: '4.6.7' },
  });
});

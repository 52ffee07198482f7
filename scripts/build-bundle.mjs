// Writes dist/workflow-bundle.js. Runs after tsc, and before the package is put together: it needs the modules as they were compiled.
import { writeFile } from 'node:fs/promises';

import { bundleWorkflowCode } from '@temporalio/worker';
import { transform } from 'esbuild';

import { workflowBundleOptions } from '../dist/worker/bundle-options.js';

/** The SDK wants a source map; ours, of sources the package does not have, would take 45 MB of every worker. */
const NO_SOURCES = Buffer.from(JSON.stringify({ version: 3, file: 'workflow-bundle.js', sources: [], names: [], mappings: '' }));

const bundle = await bundleWorkflowCode(workflowBundleOptions());
const { code } = await transform(bundle.code, { minifyWhitespace: true, minifySyntax: true, target: 'node20', legalComments: 'none' });
const sourceMap = `//# sourceMappingURL=data:application/json;base64,${NO_SOURCES.toString('base64')}`;
await writeFile(new URL('../dist/workflow-bundle.js', import.meta.url), `${code}${sourceMap}\n`);

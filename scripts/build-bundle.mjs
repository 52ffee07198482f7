// Writes dist/workflow-bundle.js. Runs after tsc.
import { writeFile } from 'node:fs/promises';

import { bundleWorkflowCode } from '@temporalio/worker';

import { workflowBundleOptions } from '../dist/worker/bundle-options.js';

const { code } = await bundleWorkflowCode(workflowBundleOptions());
await writeFile(new URL('../dist/workflow-bundle.js', import.meta.url), code);

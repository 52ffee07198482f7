// Draws the definition of each example into its README; `npm run draw-examples` after changing one.
import { writeFileSync } from 'node:fs';

import { examplePages } from '../test/helpers/example-diagrams.ts';

for (const { example, file, text, drawn } of await examplePages()) {
  if (text === drawn) continue;
  writeFileSync(file, drawn);
  console.log(`drawn: ${example}`);
}

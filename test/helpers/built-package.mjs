import { build, isStale } from '../../scripts/lib/build.mjs';

/** Tests of the command line run what users get. */
export async function setup() {
  if (isStale()) await build();
}

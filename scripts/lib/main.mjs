import { say, Told } from './report.mjs';

/** Runs a script's work; what it returns is the exit code. */
export async function main(work) {
  try {
    process.exitCode = (await work(process.argv.slice(2))) ?? 0;
  } catch (error) {
    if (!(error instanceof Told)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
}

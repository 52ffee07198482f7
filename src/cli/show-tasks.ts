import type { RunTask, Stepwright } from '../client/api.ts';
import { present } from '../core/present.ts';
import type { TasksFlags } from './commands/tasks.ts';
import { commandLine } from './render/command-line.ts';
import { renderTasks } from './render/task-table.ts';
import { openSession, readSettings } from './session.ts';
import { data, json, note } from './terminal.ts';

/** Lists approvals that wait; `--json`: a line each. */
export async function showTasks(run: string | undefined, flags: TasksFlags): Promise<void> {
  // The runs answer, and so somebody must work on them.
  const session = await openSession(await readSettings(flags), { worker: true });
  const tasks: RunTask[] = [];
  try {
    for await (const task of run === undefined ? ofAll(session.stepwright, flags) : await session.stepwright.run(run).tasks()) {
      if (flags.json === true) json(task);
      else tasks.push(task);
    }
  } finally {
    // When some runs did not answer, what the others told is worth as much.
    if (tasks.length > 0) show(tasks, flags);
    await session.close();
  }
  if (tasks.length === 0 && flags.json !== true) note('nothing waits for approval');
}

function ofAll(stepwright: Stepwright, { definition, tag, key }: TasksFlags): AsyncIterable<RunTask> {
  return stepwright.tasks(present({ definition, tag, key }));
}

function show(tasks: readonly RunTask[], flags: TasksFlags): void {
  const [{ runId, path } = { runId: '', path: '' }] = tasks;
  data(renderTasks(tasks));
  note(commandLine(['approve', runId, path], flags));
}

import { renderProblem } from '../../core/validation/frame.ts';
import type { CheckedFile } from '../checked-file.ts';
import type { Colors } from '../terminal.ts';

/** A file's problems, each at its place, below a line that counts them. */
export function renderChecked({ file, problems, text }: CheckedFile, colors: Colors): string {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return [colors.bold(`${file}: ${count}`), ...problems.map((problem) => coloured(renderProblem(problem, text ?? ''), colors))].join(
    '\n\n',
  );
}

/** Red or yellow for the title and the carets, dim for the page that explains it. */
function coloured(rendered: string, colors: Colors): string {
  const paint = rendered.startsWith('warning') ? colors.yellow : colors.red;
  const lines = rendered.split('\n');
  return lines
    .map((line, index) => {
      if (index === 0) return line.replace(/^\w+\[\w+\]/, (title) => paint(title));
      if (index === lines.length - 1) return colors.dim(line);
      return line.replace(/^( *│ *)(\^+.*)$/, (_, before: string, carets: string) => `${before}${paint(carets)}`);
    })
    .join('\n');
}

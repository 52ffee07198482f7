import { renderDuration } from '../run/render-duration.ts';
import { layoutOf, type Bar, type Box } from './flame-layout.ts';
import { TIME_KINDS, type Phase, type RunProfile, type Span } from './run-profile.ts';

const WIDTH = 1200;
const MARGIN = 16;
const ROW = 22;
const BOX = 20;
/** Title, legend and the times of the axis. */
const HEAD = 78;
/** Pixels below which nothing is drawn, and no text is written. */
const THINNEST = 0.4;
const NARROWEST_TEXT = 28;
const TICKS = 8;

/** Text on a fill has a contrast of at least 4.5 to 1, in light and in dark. */
const STYLE = `
text { font: 12px system-ui, sans-serif; fill: #1f2328; }
.title { font-size: 15px; font-weight: 600; }
.dim { fill: #57606a; }
.page { fill: #ffffff; }
.grid { stroke: #d0d7de; }
.box { fill: #eaeef2; stroke: #ffffff; }
.critical { stroke: #1f2328; }
.queue { fill: #d8b9ff; }
.running { fill: #8ddb8c; }
.retrying { fill: #ffb77c; }
.waiting { fill: #f2e08a; }
.overhead { fill: #c8d1da; }
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc; }
.dim { fill: #9198a1; }
.page { fill: #0d1117; }
.grid { stroke: #3d444d; }
.box { fill: #212830; stroke: #0d1117; }
.critical { stroke: #f0f6fc; }
.queue { fill: #6e40c9; }
.running { fill: #1a7f37; }
.retrying { fill: #9e4c00; }
.waiting { fill: #6b5900; }
.overhead { fill: #4b535d; }
}
`;

/**
 * A run as a picture: time to the right; the run, below it its steps, below these what lies in them, and last what each step spent its time
 * on. Steps on the critical path have a frame. It needs no scripts and no fonts, and the same profile gives the same text.
 */
export function flameSvg(profile: RunProfile): string {
  const { boxes, bars, rows } = layoutOf(profile.spans);
  const height = HEAD + rows * ROW + MARGIN;
  const scale = (WIDTH - 2 * MARGIN) / Math.max(1, profile.duration);
  const draw = new Drawing(scale);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">`,
    `<title>${escaped(titleOf(profile))}</title>`,
    `<style>${STYLE}</style>`,
    `<rect class="page" width="${WIDTH}" height="${height}"/>`,
    clipped({ x: MARGIN, y: 10, width: WIDTH - 2 * MARGIN, height: BOX }, `<text class="title" y="14">${escaped(titleOf(profile))}</text>`),
    ...legend(),
    ...tooThin(boxes.filter(({ span }) => span.total * scale < THINNEST).length),
    ...axis(profile.duration, { scale, height }),
    ...boxes.flatMap((box) => draw.box(box)),
    ...bars.flatMap((bar) => draw.bar(bar)),
    '</svg>',
    '',
  ].join('\n');
}

function titleOf({ runId, workflowName, status, duration }: RunProfile): string {
  return `${runId} (${workflowName}): ${status} in ${renderDuration(duration)}`;
}

function legend(): readonly string[] {
  return TIME_KINDS.map((kind, i) => {
    const x = MARGIN + i * 110;
    return `<rect class="${kind}" x="${x}" y="38" width="12" height="12"/><text x="${x + 18}" y="48">${kind}</text>`;
  });
}

/** Steps that take no time at all are among them. */
function tooThin(boxes: number): readonly string[] {
  if (boxes === 0) return [];
  return [`<text class="dim" x="${WIDTH - MARGIN}" y="48" text-anchor="end">${boxes} too short to be drawn</text>`];
}

function axis(duration: number, { scale, height }: { readonly scale: number; readonly height: number }): readonly string[] {
  const step = tickOf(duration / TICKS);
  const ticks = Array.from({ length: Math.floor(duration / step) + 1 }, (_, i) => i * step);
  return ticks.flatMap((ms) => {
    const x = px(MARGIN + ms * scale);
    const anchor = ms * scale > WIDTH - 100 ? ' text-anchor="end"' : '';
    return [
      `<line class="grid" x1="${x}" x2="${x}" y1="${HEAD - 6}" y2="${height - MARGIN}"/>`,
      `<text class="dim" x="${x}" y="${HEAD - 10}"${anchor}>${renderDuration(ms)}</text>`,
    ];
  });
}

/** 1, 2 or 5 of something, at least `least` ms. */
function tickOf(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  return [1, 2, 5, 10].map((each) => each * power).find((each) => each >= least) ?? power;
}

class Drawing {
  readonly #scale: number;

  constructor(scale: number) {
    this.#scale = scale;
  }

  box({ span, row }: Box): readonly string[] {
    const kind = span.critical > 0 && span.phases !== undefined ? 'box critical' : 'box';
    return this.#rect({ start: span.start, duration: span.total, row }, { kind, title: tooltip(span), text: textOf(span) });
  }

  bar({ span, phase, row }: Bar): readonly string[] {
    const text = phaseText(span, phase);
    return this.#rect({ ...phase, row }, { kind: phase.kind, title: `${span.path}: ${text}`, text });
  }

  #rect(
    { start, duration, row }: { readonly start: number; readonly duration: number; readonly row: number },
    { kind, title, text }: { readonly kind: string; readonly title: string; readonly text: string },
  ): readonly string[] {
    const width = duration * this.#scale;
    if (width < THINNEST) return [];
    const place = { x: MARGIN + start * this.#scale, y: HEAD + row * ROW, width, height: BOX };
    const shape = `<title>${escaped(title)}</title><rect class="${kind}" width="100%" height="100%"/>`;
    return [clipped(place, width < NARROWEST_TEXT ? shape : `${shape}<text x="4" y="14">${escaped(text)}</text>`)];
  }
}

/** What a nested picture does not show beyond its own box. */
function clipped(
  { x, y, width, height }: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  inside: string,
): string {
  return `<svg x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${height}">${inside}</svg>`;
}

function textOf({ type, path, stepId, total }: Span): string {
  return `${type === 'step' ? (stepId ?? path) : path} ${renderDuration(total)}`;
}

function phaseText({ attempts = 1 }: Span, { kind, reason, duration }: Phase): string {
  const time = renderDuration(duration);
  if (kind === 'retrying' && attempts > 1) return `${attempts - 1} failed ${attempts === 2 ? 'attempt' : 'attempts'} ${time}`;
  if (kind === 'running' && attempts > 1) return `attempt ${attempts} ${time}`;
  return `${reason ?? kind} ${time}`;
}

function tooltip(span: Span): string {
  const { path, name, kind, status, attempts = 1, total, usage } = span;
  const facts = [
    ...(kind === undefined ? [] : [kind]),
    ...(status === undefined ? [] : [status]),
    renderDuration(total),
    ...TIME_KINDS.flatMap((each) => ((span[each] ?? 0) > 0 ? [`${each} ${renderDuration(span[each] ?? 0)}`] : [])),
    ...(attempts > 1 ? [`${attempts} attempts`] : []),
    ...(usage === undefined ? [] : [`cpu ${renderDuration(usage.cpu)}`]),
  ];
  return `${path}${name === undefined || name === path ? '' : ` (${name})`}: ${facts.join(', ')}`;
}

function px(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** Characters that XML has no way to write are left out. */
function escaped(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

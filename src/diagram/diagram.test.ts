import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { anyDefinition } from '../../test/helpers/any-definition.ts';
import { definitionFiles } from '../../test/helpers/definition-files.ts';
import { outlineOf } from '../core/definition/outline.ts';
import type { WorkflowDefinition } from '../core/definition/workflow-definition.ts';
import { validateShape } from '../core/validation/validate-workflow.ts';
import { diagram } from './diagram.ts';

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#45': '-', '#39': "'", '#160': ' ' };

function plain(text: string): string {
  return text.replaceAll(/&([^;]+);/g, (entity, name: string) => ENTITIES[name] ?? entity);
}

/** What a picture says, line by line. */
function textsOf(svg: string): readonly string[] {
  return [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text = '']) => plain(text));
}

/** The ids of its nodes. */
function idsOf(svg: string): readonly string[] {
  return [...svg.matchAll(/<g id="([^"]*)" class="node">/g)].map(([, id = '']) => plain(id));
}

const squeezed = (text: string): string => text.replaceAll(/\s+/g, '');

describe('diagram', () => {
  const files = definitionFiles();

  it('has definitions to draw', () => {
    expect(files.length).toBeGreaterThan(15);
  });

  it.each(files)('draws %s with the name of every step', async (_, definition) => {
    const svg = await diagram(definition, { format: 'svg' });
    expect(svg).toMatch(/<svg [^>]*>[\s\S]*<\/svg>\s*$/);
    const said = squeezed(textsOf(svg).join(''));
    for (const { id = '', step } of outlineOf(definition).steps) {
      expect(idsOf(svg)).toContain(id);
      expect(said).toContain(squeezed(typeof step['name'] === 'string' ? step['name'] : id));
    }
  });

  it('gives Mermaid unless asked for another format', async () => {
    const definition: WorkflowDefinition = { id: 'w', name: 'W', steps: [{ id: 'a', type: 'checkpoint' }] };
    expect(await diagram(definition)).toMatch(/^---\ntitle: "W"\n---\nflowchart TD\n/);
    expect(await diagram(definition, { format: 'dot' })).toMatch(/^digraph \{\n/);
  });

  it('shows a run', async () => {
    const definition: WorkflowDefinition = { id: 'w', name: 'W', steps: [{ id: 'a', type: 'checkpoint' }] };
    const steps = [{ stepId: 'a', path: 'a', status: 'COMPLETED' as const, attempts: 2, duration: 1200 }];
    const texts = textsOf(await diagram(definition, { format: 'svg', run: { runId: 'run-1', status: 'COMPLETED', steps } }));
    expect(texts).toEqual(['W', 'run-1 · COMPLETED', 'a', 'checkpoint', 'COMPLETED · 1.2 s · 2 attempts']);
  });

  it('centres the lines of a node in it, whatever the font', async () => {
    const svg = await diagram(
      { id: 'w', name: 'W', steps: [{ id: 'a', name: 'A rather long name', type: 'checkpoint' }] },
      { format: 'svg' },
    );
    const [, node = ''] = /<g id="a" class="node">([\s\S]*?)<\/g>/.exec(svg) ?? [];
    const outline = [...(/ d="([^"]*)"/.exec(node)?.[1] ?? '').matchAll(/(-?[\d.]+),/g)].map(([, x]) => Number(x));
    const middle = (Math.min(...outline) + Math.max(...outline)) / 2;
    const lines = [...node.matchAll(/text-anchor="middle" x="([\d.]+)"/g)].map(([, x]) => Number(x));
    expect(lines).toHaveLength(2);
    for (const x of lines) expect(x).toBeCloseTo(middle, 1);
  });

  it('lets nothing in a definition become markup', async () => {
    const hostile = '</text></g><script>alert("1")</script> & <!-- ]]> \u0000 \uD83D \\N "] ; # %%{init: {}}%%';
    const steps = [{ id: 'a', name: hostile, type: 'if', condition: hostile, then: [{ id: 'b', type: 'wait', until: hostile }] }] as const;
    const svg = await diagram({ id: 'w', name: hostile, steps }, { format: 'svg', run: { runId: hostile } });
    expect(svg).not.toMatch(/<script|<!-- \]/);
    const name = '</text></g><script>alert("1")</script> & <!-- ]]> \\N "] ; # %%{init: {}}%%';
    expect(squeezed(textsOf(svg).join(''))).toContain(squeezed(name));
  });

  it('draws whatever is shaped like a definition', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        anyDefinition.filter((each) => validateShape(each).valid),
        async (definition) => {
          const svg = await diagram(definition, { format: 'svg' });
          const declared = outlineOf(definition).steps.flatMap(({ id }) => id ?? []);
          expect(idsOf(svg)).toEqual(expect.arrayContaining(declared));
        },
      ),
      { numRuns: 40 },
    );
  });

  it.each([
    ['MissingField', { id: 'w' }],
    ['InvalidValue', 'a text'],
    ['InvalidValue', { id: 'w', name: 'W', steps: [{ id: 'a', type: 'walk' }] }],
  ])('%s when it is not', async (code, definition) => {
    await expect(diagram(definition as never)).rejects.toMatchObject({ code, class: 'validation', message: /no definition to draw/ });
  });
});

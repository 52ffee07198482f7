import type { ListNode, Place, StepNode } from './outline.ts';

/** Whether a list runs beside others, so that its variables are its own: a branch of a `parallel`, the body of a parallel `forEach`. */
export function isIsolated({ owner }: ListNode): boolean {
  return owner?.kind === 'parallel' || (owner?.kind === 'forEach' && owner.step['parallel'] === true);
}

/** Pointers of the isolated lists that a step is in, from the outermost. */
export function isolationOf(node: StepNode | undefined): readonly string[] {
  const found: string[] = [];
  for (let at = node; at !== undefined; at = at.list.owner) if (isIsolated(at.list)) found.unshift(at.list.pointer);
  return found;
}

/** The same for a value: what a parallel `forEach` works out for each iteration is in that iteration. */
export function isolationOfPlace({ owner, moment }: Place): readonly string[] {
  const around = isolationOf(owner);
  const each = owner?.kind === 'forEach' && owner.step['parallel'] === true && moment === 'iteration';
  return each ? [...around, `${owner.pointer}/steps`] : around;
}

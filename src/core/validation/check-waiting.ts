import type { StepNode } from '../definition/outline.ts';
import { isFields, type Loose } from './fields.ts';
import type { Finding } from './finding.ts';
import { stepLabel, type Check } from './subject.ts';

/** Events and approvals: what happens after a time has a time, and an approval can be decided. */
export const checkWaiting: Check = ({ outline }) =>
  outline.steps.flatMap((node): readonly Finding[] => {
    if (node.kind === 'event') return timeoutFindings(node, node.step, node.pointer);
    if (node.kind !== 'approval') return [];
    return [...approverFindings(node), ...levels(node).flatMap((level) => levelFindings(node, level))];
  });

/** What an approval asks first, and what each escalation asks then. */
interface Level {
  readonly asked: Loose;
  readonly pointer: string;
  /** Everyone asked so far, for votes are kept; undefined when a role or a reference is among them. */
  readonly voters: ReadonlySet<string> | undefined;
}

function levels({ step, pointer }: StepNode): readonly Level[] {
  const found: Level[] = [];
  let voters: Level['voters'] = new Set();
  let at = pointer;
  for (let asked: unknown = step; isFields(asked);) {
    const named: ReadonlySet<string> | undefined = namesIn(asked['approvers']);
    voters = voters === undefined || named === undefined ? undefined : new Set([...voters, ...named]);
    found.push({ asked, pointer: at, voters });
    const onTimeout = asked['onTimeout'];
    asked = isFields(onTimeout) ? onTimeout['escalate'] : undefined;
    at = `${at}/onTimeout/escalate`;
  }
  return found;
}

/** The people among the approvers; undefined when it can't be told how many they are. */
function namesIn(approvers: unknown): ReadonlySet<string> | undefined {
  const list: readonly unknown[] = Array.isArray(approvers) ? approvers : [approvers];
  const names = list.filter((each): each is string => typeof each === 'string' && !each.startsWith('role:') && !each.includes('$'));
  return names.length === list.length ? new Set(names) : undefined;
}

function approverFindings(node: StepNode): readonly Finding[] {
  if (node.step['approvers'] !== undefined) return [];
  return [{ code: 'MissingField', pointer: node.pointer, message: `${stepLabel(node)} has no "approvers"`, hint: HOW_TO_NAME }];
}

const HOW_TO_NAME = 'name those who may approve, such as [ann, "role:finance"]';

function levelFindings(node: StepNode, { asked, pointer, voters }: Level): readonly Finding[] {
  const found = [...timeoutFindings(node, asked, pointer)];
  const { approvers } = asked;
  if (Array.isArray(approvers) && approvers.length === 0) {
    found.push({
      code: 'InvalidValue',
      pointer: `${pointer}/approvers`,
      message: `nobody can approve ${stepLabel(node)}`,
      hint: HOW_TO_NAME,
    });
  } else if (voters !== undefined) {
    for (const { needed, at, verb } of needs(asked['quorum'])) {
      if (needed > voters.size)
        found.push({
          code: 'InvalidValue',
          pointer: `${pointer}/quorum${at}`,
          message: `${stepLabel(node)} needs ${needed} ${verb}, and has ${voters.size} who may vote`,
          hint: 'one person has one vote: lower the number, or name more approvers',
        });
    }
  }
  return found;
}

function needs(quorum: unknown): readonly { readonly needed: number; readonly at: string; readonly verb: string }[] {
  if (typeof quorum === 'number') return [{ needed: quorum, at: '', verb: 'approvals' }];
  if (!isFields(quorum)) return [];
  const parts = [
    { needed: quorum['approve'], at: '/approve', verb: 'approvals' },
    { needed: quorum['reject'], at: '/reject', verb: 'rejections' },
  ];
  return parts.flatMap(({ needed, ...rest }) => (typeof needed === 'number' ? [{ needed, ...rest }] : []));
}

function timeoutFindings(node: StepNode, asked: Loose, pointer: string): readonly Finding[] {
  if (asked['onTimeout'] === undefined || asked['timeout'] !== undefined) return [];
  return [
    {
      code: 'MissingField',
      pointer: `${pointer}/onTimeout`,
      at: 'key',
      message: `${stepLabel(node)} has "onTimeout" and no "timeout"`,
      hint: 'say how long it waits, such as "timeout: 2d"',
    },
  ];
}

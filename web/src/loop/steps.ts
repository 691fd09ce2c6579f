// What a step means for the eye: on, back, or beside. What may be done at all comes from the node.
import type { LoopStep } from '../api/loop';

const ON = new Set(['sign_for', 'accept', 'assess', 'plan', 'rectify', 'reply', 'report', 'close', 'confirm', 'grant', 'grant_extension', 'accept_dispute', 'approve_transfer', 'start']);
const BACK = new Set(['return', 'withdraw', 'reopen', 'refuse', 'reject', 'refuse_extension', 'refuse_dispute', 'refuse_transfer', 'cancel']);

/** Steps that move a loop on are set off from those that turn it back, and from those beside it. */
export function course(action: string): 'on' | 'back' | 'beside' {
  if (ON.has(action)) return 'on';
  return BACK.has(action) || action.startsWith('refuse') ? 'back' : 'beside';
}

/** Steps that the node or a page takes by itself: no button for them. */
export const QUIET = new Set(['read', 'recheck', 'escalate']);

/** Whether a loop was closed although the machine's last look before said no. */
export function closedAgainst(steps: readonly Pick<LoopStep, 'id' | 'action' | 'state' | 'checks'>[], close: string): boolean {
  const at = steps.findIndex((step) => step.id === close);
  if (at < 0 || steps[at]!.action !== 'close' || steps[at]!.state === 'refused') return false;
  const looked = steps.slice(0, at).findLast((step) => step.state !== 'refused' && (step.checks ?? []).length > 0);
  return (looked?.checks ?? []).some((check) => check.outcome === 'failed');
}

// Verifying by keyboard, as a state machine without a screen: 1–4 give a verdict and go on, arrows
// (or J and K) move, N writes a note, E opens the evidence, U goes to the next without a verdict,
// Backspace takes one back.
import type { Verdict } from '../api/filing';
import { VERDICTS } from './values';

export interface Desk {
  /** Items in the order shown. */
  items: readonly string[];
  at: number;
  verdicts: Readonly<Record<string, Verdict>>;
}

/** What the screen has to do besides. */
export type Effect = 'note' | 'evidence' | undefined;

export interface Outcome {
  desk: Desk;
  /** The item whose verdict changed. */
  judged?: string;
  effect?: Effect;
}

const within = (desk: Desk, at: number) => Math.max(0, Math.min(desk.items.length - 1, at));

function move(desk: Desk, by: number): Outcome {
  return { desk: { ...desk, at: within(desk, desk.at + by) } };
}

/** The next item without a verdict, from here on and then from the top; here when all have one. */
export function nextOpen(desk: Desk): number {
  const order = [...desk.items.keys()].map((offset) => (desk.at + 1 + offset) % desk.items.length);
  return order.find((at) => !desk.verdicts[desk.items[at]!]?.verdict) ?? desk.at;
}

/** Gives a verdict; an empty word takes it back. The note stays. */
export function judge(desk: Desk, item: string, verdict: string): Desk {
  return { ...desk, verdicts: { ...desk.verdicts, [item]: { ...desk.verdicts[item], verdict } } };
}

/** What a key does; undefined when it is none of ours. */
export function press(desk: Desk, key: string): Outcome | undefined {
  const item = desk.items[desk.at];
  if (item === undefined) return undefined;
  const verdict = VERDICTS[Number(key) - 1];
  if (verdict) return { desk: { ...judge(desk, item, verdict), at: within(desk, desk.at + 1) }, judged: item };
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return move(desk, 1);
    case 'ArrowUp':
    case 'k':
      return move(desk, -1);
    case 'Home':
      return move(desk, -desk.items.length);
    case 'End':
      return move(desk, desk.items.length);
    case 'u':
      return { desk: { ...desk, at: nextOpen(desk) } };
    case 'n':
      return { desk, effect: 'note' };
    case 'e':
      return { desk, effect: 'evidence' };
    case 'Backspace':
      return { desk: judge(desk, item, ''), judged: item };
    default:
      return undefined;
  }
}

/** How many items have a verdict. */
export function judged(desk: Desk): number {
  return desk.items.filter((item) => desk.verdicts[item]?.verdict).length;
}

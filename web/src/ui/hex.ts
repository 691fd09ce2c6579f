// A difference of two contents laid out as rows of bytes, side by side. Pure, with tests.
import type { DiffHunk } from '../api/types';

/** Bytes a row. */
export const WIDTH = 16;
/** Rows of the same bytes that stay around a change; more are folded. */
const AROUND = 2;

export interface Side {
  offset: number;
  /** Pairs of hexadecimal digits. */
  hex: string[];
}

export interface HexRow {
  op: 'same' | 'removed' | 'added' | 'changed';
  older?: Side;
  newer?: Side;
}

/** Bytes that are in both and not shown. */
export interface Fold {
  op: 'fold';
  bytes: number;
  /** Where they begin, in the older and in the newer. */
  from: number;
  to: number;
  rows: HexRow[];
}

function sides(hex: string, offset: number): Side[] {
  const pairs = hex.match(/../g) ?? [];
  const rows: Side[] = [];
  for (let at = 0; at < pairs.length; at += WIDTH) rows.push({ offset: offset + at, hex: pairs.slice(at, at + WIDTH) });
  return rows;
}

function pairUp(older: Side[], newer: Side[], op: HexRow['op']): HexRow[] {
  return Array.from({ length: Math.max(older.length, newer.length) }, (_, index) => ({ op, older: older[index], newer: newer[index] }));
}

function folded(rows: HexRow[], first: boolean, last: boolean): (HexRow | Fold)[] {
  const head = first ? 0 : AROUND;
  const tail = last ? 0 : AROUND;
  if (rows.length <= head + tail + 1) return rows;
  const hidden = rows.slice(head, rows.length - tail);
  const bytes = hidden.reduce((sum, row) => sum + (row.older?.hex.length ?? 0), 0);
  const fold: Fold = { op: 'fold', bytes, from: hidden[0]!.older!.offset, to: hidden[0]!.newer!.offset, rows: hidden };
  return [...rows.slice(0, head), fold, ...(tail > 0 ? rows.slice(-tail) : [])];
}

/** Rows of a difference: what was removed beside what came in its place, long same stretches folded. */
export function hexRows(hunks: readonly DiffHunk[]): (HexRow | Fold)[] {
  const out: (HexRow | Fold)[] = [];
  for (let index = 0; index < hunks.length; index += 1) {
    const hunk = hunks[index]!;
    const next = hunks[index + 1];
    if (hunk.op === 'same') {
      const rows = pairUp(sides(hunk.bytes, hunk.from), sides(hunk.bytes, hunk.to), 'same');
      out.push(...folded(rows, index === 0, index === hunks.length - 1));
    } else if (next && next.op !== 'same' && next.op !== hunk.op) {
      const [removed, added] = hunk.op === 'removed' ? [hunk, next] : [next, hunk];
      out.push(...pairUp(sides(removed.bytes, removed.from), sides(added.bytes, added.to), 'changed'));
      index += 1;
    } else if (hunk.op === 'removed') out.push(...pairUp(sides(hunk.bytes, hunk.from), [], 'removed'));
    else out.push(...pairUp([], sides(hunk.bytes, hunk.to), 'added'));
  }
  return out;
}

/** Printable ASCII as it is, everything else as a dot. */
export function ascii(hex: readonly string[]): string {
  return hex.map((pair) => Number.parseInt(pair, 16)).map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')).join('');
}

export function offsetText(offset: number): string {
  return offset.toString(16).padStart(6, '0');
}

import { describe, expect, it } from 'vitest';
import type { DiffHunk } from '../api/types';
import { ascii, hexRows, offsetText } from './hex';
import { lineRange } from './lines';

const hunk = (op: string, from: number, to: number, length: number, byte = 'ab'): DiffHunk => ({ op, from, to, length, bytes: byte.repeat(length) });
const shape = (hunks: DiffHunk[]) => hexRows(hunks).map((row) => (row.op === 'fold' ? `fold ${row.bytes}` : `${row.op} ${row.older?.offset ?? ''}/${row.newer?.offset ?? ''}`));

describe('a difference of bytes', () => {
  const check = (hunks: DiffHunk[], expected: string[]) => expect(shape(hunks)).toEqual(expected);

  it('puts what was removed beside what came in its place', () => {
    check([hunk('removed', 0, 0, 4), hunk('added', 4, 0, 20)], ['changed 0/0', 'changed /16']);
    check([hunk('added', 0, 0, 4), hunk('removed', 0, 4, 4)], ['changed 0/0']);
  });

  it('shows what is only in one of them on its side', () => {
    check([hunk('removed', 0, 0, 17)], ['removed 0/', 'removed 16/']);
    check([hunk('added', 0, 0, 1)], ['added /0']);
  });

  it('folds long same stretches and keeps two rows around a change', () => {
    check(
      [hunk('same', 0, 0, 160), hunk('added', 160, 160, 4), hunk('same', 160, 164, 112), hunk('removed', 272, 276, 1), hunk('same', 273, 276, 64)],
      ['fold 128', 'same 128/128', 'same 144/144', 'added /160', 'same 160/164', 'same 176/180', 'fold 48', 'same 240/244', 'same 256/260', 'removed 272/', 'same 273/276', 'same 289/292', 'fold 32'],
    );
    check([hunk('same', 0, 0, 16), hunk('added', 16, 16, 1)], ['same 0/0', 'added /16']);
  });

  it('loses no byte', () => {
    const hunks = [hunk('same', 0, 0, 333), hunk('removed', 333, 333, 7), hunk('same', 340, 333, 99)];
    const rows = hexRows(hunks).flatMap((row) => (row.op === 'fold' ? row.rows : [row]));
    const total = (side: 'older' | 'newer') => rows.reduce((sum, row) => sum + (row[side]?.hex.length ?? 0), 0);
    expect([total('older'), total('newer')]).toEqual([439, 432]);
  });

  it('writes printable bytes as text and offsets as six digits', () => {
    expect(ascii(['48', '69', '00', 'ff'])).toBe('Hi··');
    expect(offsetText(0x1a2b)).toBe('001a2b');
  });
});

describe('a line of a text', () => {
  it('is found by its number, and past the end is the end', () => {
    const found = (line: number) => 'one\ntwo\n\nfour'.slice(...lineRange('one\ntwo\n\nfour', line));
    expect([1, 2, 3, 4, 9].map(found)).toEqual(['one', 'two', '', 'four', '']);
  });
});

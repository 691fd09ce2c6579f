import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Evaluation, FormView } from '../api/filing';
import { afterPaint } from './after-paint';
import { FormStore } from './store';
import { onChanged } from './work';

const text = (zh: string) => ({ zh, en: zh });
const NOTHING: Evaluation = { sections: {}, fields: {}, remarks: [], scores: [], results: [], moves: [], complete: false };
const VIEW: FormView = {
  definition: { id: 'form', title: text('form'), sections: [{ id: 's', title: text('s'), fields: [{ id: 'a', type: 'text', title: text('a') }] }] },
  codes: [], answers: {}, revisions: { s: 1 }, evaluation: NOTHING, carried: {}, verdicts: {}, comments: [], writable: true, judgeable: false,
};

let frames: (() => void)[] = [];
const paint = () => {
  frames.splice(0).forEach((frame) => frame());
  vi.advanceTimersByTime(1);
};

beforeEach(() => {
  vi.useFakeTimers();
  frames = [];
  vi.stubGlobal('requestAnimationFrame', (frame: () => void) => frames.push(frame));
});
afterEach(() => {
  vi.runAllTimers();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('what waits for a keystroke to be painted', () => {
  it('runs once, after the frame and not in it', () => {
    const ran: string[] = [];
    const task = () => void ran.push('task');
    afterPaint(task);
    afterPaint(task);
    frames.splice(0).forEach((frame) => frame());
    expect(ran).toEqual([]);
    vi.advanceTimersByTime(500);
    expect(ran).toEqual(['task']);
  });

  it('runs all the same in a page that paints nothing', () => {
    const ran = vi.fn();
    afterPaint(ran);
    vi.advanceTimersByTime(500);
    expect([ran.mock.calls.length, frames.length]).toEqual([1, 1]);
    paint();
    expect(ran.mock.calls.length).toBe(1);
  });

  it('waits anew when it is asked for while others run', () => {
    const second = vi.fn();
    afterPaint(() => afterPaint(second));
    paint();
    expect(second).not.toHaveBeenCalled();
    paint();
    expect(second).toHaveBeenCalledOnce();
  });
});

describe('a keystroke', () => {
  it('is known to be unsaved at once, and marked so once it is painted', () => {
    const store = new FormStore(VIEW);
    const marks: string[] = [];
    store.subscribe('save', () => marks.push(store.save('s')));
    store.set('a', 'x');
    expect([store.save('s'), store.dirtySections(), store.draft('s').answers, marks]).toEqual(['changed', ['s'], { a: 'x' }, []]);
    store.set('a', 'xy');
    paint();
    expect(marks).toEqual(['changed']);
  });

  it('never leaves an older mark over a newer one', () => {
    const store = new FormStore(VIEW);
    const marks: string[] = [];
    store.subscribe('save', () => marks.push(store.save('s')));
    store.set('a', 'x');
    store.setSave('s', 'saving');
    paint();
    expect(marks).toEqual(['saving', 'saving']);
  });

  it('draws what is derived of a value only when that changes', () => {
    let value = '';
    const then = vi.fn();
    const listener = onChanged(() => value === '', then);
    for (value of ['x', 'xy', 'xyz', '', 'y']) listener();
    expect(then).toHaveBeenCalledTimes(3);
  });
});

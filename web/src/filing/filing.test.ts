import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import type { Evaluation, Field, FormView, Value } from '../api/filing';
import { charLevel, countChars } from './chars';
import { BrowserDrafts, MemoryDrafts, type Draft } from './drafts';
import { differences, mergeAnswers, resolve } from './merge';
import { cells, pasteRows, readCell } from './sheet';
import { draw, span, wrap } from './machine';
import { counts } from './peers';
import { FormStore } from './store';
import { fieldOf, inWords, isEmpty, same } from './values';
import { judged, nextOpen, press, type Desk } from './verdict-keys';

globalThis.IDBKeyRange ??= IDBKeyRange;

const text = (zh: string) => ({ zh, en: zh });
const field = (id: string, type: Field['type'] = 'text', more: Partial<Field> = {}): Field => ({ id, type, title: text(id), ...more });
const evaluation = (fields: Evaluation['fields'] = {}): Evaluation => ({ sections: {}, fields, remarks: [], scores: [], results: [], moves: [], complete: false });
const view = (answers: FormView['answers'], more: Partial<FormView> = {}): FormView => ({
  definition: { id: 'form', title: text('form'), sections: [{ id: 'one', title: text('one'), fields: [field('a'), field('b'), field('c')] }, { id: 'two', title: text('two'), fields: [field('d')] }] },
  codes: [], answers, revisions: { one: 1 }, evaluation: evaluation(), carried: {}, verdicts: {}, comments: [], writable: true, judgeable: false, ...more,
});

describe('characters', () => {
  it.each([['', 0], ['工业互联网', 5], ['AB 12，。', 7], ['一\n二\r\n三', 3], ['𠮷野家', 3]])('%j are %i as officials count', (given, expected) => {
    expect(countChars(given)).toBe(expected);
  });
  it('near a limit and past it are told', () => {
    expect([900, 960, 1000, 1001].map((count) => charLevel(count, 1000))).toEqual(['fine', 'near', 'near', 'over']);
  });
});

describe('answers', () => {
  it('that say nothing are empty, and equal to absent ones', () => {
    expect(([null, '', [], {}, { answer: '', note: '' }] as Value[]).every((value) => isEmpty(value))).toBe(true);
    expect(isEmpty(0) || isEmpty(false)).toBe(false);
    expect(same(undefined, '') && same({ a: 1, b: null }, { a: 1 }) && same([{ x: 1 }], [{ x: 1 }])).toBe(true);
    expect(same([1, 2], [2, 1]) || same('1', 1)).toBe(false);
  });
  it('are told in words', () => {
    const codes = [{ id: 'size', codes: [{ code: 'l', title: { zh: '大型', en: 'Large' }, rank: 1 }, { code: 'other', title: text('其他'), rank: 9 }] }];
    const words = { title: (one?: { zh: string } | null) => one?.zh ?? '', verdict: (code: string) => `<${code}>`, yes: '是', no: '否' };
    expect(inWords(field('s', 'choice', { codes: 'size' }), 'l', codes, words)).toBe('大型');
    expect(inWords(field('s', 'choice', { codes: 'size' }), { code: 'other', text: '园区' }, codes, words)).toBe('其他（园区）');
    expect(inWords(field('i', 'item'), { answer: 'met', note: '有制度' }, codes, words)).toBe('<met> · 有制度');
    expect(inWords(field('n', 'number', { unit: text('人') }), 5, codes, words)).toBe('5 人');
    expect(inWords(field('t', 'table', { fields: [field('x'), field('y')] }), [{ x: 'a', y: 'b' }], codes, words)).toBe('a | b');
  });
  it('of a table are found by their path', () => {
    expect(fieldOf('cases[2].name')).toEqual({ field: 'cases', row: 2, column: 'name' });
    expect(fieldOf('name')).toEqual({ field: 'name' });
  });
});

describe('merging', () => {
  const base = { a: '1', b: '2', c: '3' };
  it('takes what only the other changed and keeps what only I changed', () => {
    expect(mergeAnswers(base, { ...base, a: 'mine' }, { ...base, b: 'theirs' })).toEqual({ answers: { a: 'mine', b: 'theirs', c: '3' }, taken: ['b'], conflicts: [] });
  });
  it('sees a conflict only where both changed differently', () => {
    const merge = mergeAnswers(base, { ...base, a: 'mine', c: 'x' }, { ...base, a: 'theirs', c: 'x' });
    expect(merge.conflicts).toEqual([{ field: 'a', base: '1', mine: 'mine', theirs: 'theirs' }]);
    expect(resolve(merge, { a: 'theirs' }).a).toBe('theirs');
    expect(resolve(merge, {}).a).toBe('mine');
  });
  it('lets an answer be taken back by either side', () => {
    expect(mergeAnswers(base, base, { a: '1', b: '2' }).answers).toEqual({ a: '1', b: '2' });
    expect(mergeAnswers(base, { a: '1', b: '2' }, base).answers).toEqual({ a: '1', b: '2' });
  });
  it('lists differences in the order of the form', () => {
    expect(differences(['c', 'a', 'b'], base, { a: '9', c: '8', b: '2' }).map((one) => one.field)).toEqual(['c', 'a']);
  });
});

describe('drafts in the browser', () => {
  const place = { person: 'p', filing: 'f', form: 'grading' };
  const draft: Draft = { answers: { a: '新' }, base: { a: '旧' }, revision: 3, carried: { a: 'changed' }, changed: 1 };
  it.each([['database', () => new BrowserDrafts(new IDBFactory())], ['memory', () => new MemoryDrafts()]])('in a %s are kept by person, filing and form', async (_, make) => {
    const kept = make();
    await kept.write(place, 'one', draft);
    await kept.write({ ...place, person: 'q' }, 'one', { ...draft, revision: 9 });
    await kept.write({ ...place, form: 'grading2' }, 'two', draft);
    expect(await kept.read(place)).toEqual({ one: draft });
    await kept.drop(place, 'one');
    expect(await kept.read(place)).toEqual({});
    expect(Object.keys(await kept.read({ ...place, person: 'q' }))).toEqual(['one']);
  });
  it('outlive the page', async () => {
    const factory = new IDBFactory();
    await new BrowserDrafts(factory).write(place, 'one', draft);
    expect(await new BrowserDrafts(factory).read(place)).toEqual({ one: draft });
  });
});

describe('the store of a form', () => {
  it('tells only the field that changed', () => {
    const store = new FormStore(view({ a: '1', b: '2' }));
    const heard: string[] = [];
    for (const id of ['a', 'b']) store.subscribe(`value:${id}`, () => heard.push(id));
    store.set('a', 'x');
    expect(heard).toEqual(['a']);
    expect(store.dirtySections()).toEqual(['one']);
    store.set('a', '1');
    expect(store.dirtySections()).toEqual([]);
  });
  it('tells only fields of which the server says something else', () => {
    const store = new FormStore(view({}, { evaluation: evaluation({ a: { hidden: false, required: true }, b: { hidden: true, required: false } }) }));
    const heard: string[] = [];
    for (const id of ['a', 'b']) store.subscribe(`state:${id}`, () => heard.push(id));
    store.setEvaluation(evaluation({ a: { hidden: false, required: true } }));
    expect(heard).toEqual(['b']);
  });
  it('keeps what was typed while a save was under way', () => {
    const store = new FormStore(view({ a: '1' }));
    store.set('a', '2');
    const sent = store.draft('one');
    store.set('b', 'typed meanwhile');
    store.saved('one', sent, 2, { a: '2', c: 'by a colleague' });
    expect(store.all()).toEqual({ a: '2', b: 'typed meanwhile', c: 'by a colleague' });
    expect(store.dirtySections()).toEqual(['one']);
    expect(store.draft('one')).toMatchObject({ revision: 2, base: { a: '2', c: 'by a colleague' } });
  });
  it('brings a kept draft back over a newer state', () => {
    const store = new FormStore(view({ a: '1', b: 'newer' }, { revisions: { one: 5 } }));
    const merge = store.restore('one', { answers: { a: 'mine', b: '2' }, base: { a: '1', b: '2' }, revision: 4, carried: {}, changed: 0 });
    expect(merge.conflicts).toEqual([]);
    expect(store.all()).toEqual({ a: 'mine', b: 'newer' });
  });
  it('refreshes from the server but never over a conflict', () => {
    const store = new FormStore(view({ a: '1', b: '1' }));
    store.set('a', 'mine');
    store.refresh(view({ a: 'theirs', b: '2' }, { revisions: { one: 2 } }));
    expect(store.all()).toEqual({ a: 'mine', b: '1' });
    expect(store.draft('one').revision).toBe(1);
    store.set('a', '1');
    store.refresh(view({ a: 'theirs', b: '2' }, { revisions: { one: 2 } }));
    expect(store.all()).toEqual({ a: 'theirs', b: '2' });
  });
  it('calls a confirmed answer changed once it is edited', () => {
    const store = new FormStore(view({}));
    store.set('a', 'last year', 'confirmed');
    store.set('a', 'another');
    expect(store.carried('a')).toBe('changed');
  });
});

describe('pasting from a spreadsheet', () => {
  const codes = [{ id: 'kinds', codes: [{ code: 'dcs', title: { zh: '分布式控制系统', en: 'DCS' }, rank: 1 }] }];
  const columns = [field('name'), field('kind', 'choice', { codes: 'kinds' }), field('number', 'integer'), field('since', 'date')];
  it('reads cells, quoted ones with breaks too', () => {
    expect(cells('a\t"b\nc ""d"""\r\ne\tf\n')).toEqual([['a', 'b\nc "d"'], ['e', 'f']]);
  });
  it.each([[2, '1,234', 1234], [2, '许多', '许多'], [3, '2026年3月1日', '2026-03-01'], [1, '分布式控制系统', 'dcs'], [1, 'dcs', 'dcs'], [0, ' x ', 'x'], [0, '', null]])('column %i reads %j', (at, typed, expected) => {
    expect(readCell(columns[at]!, codes, typed)).toEqual(expected);
  });
  it('fills from a cell on, adds rows, and stops at the most', () => {
    expect(pasteRows(columns, codes, [{ name: 'old' }], { row: 0, column: 1 }, 'DCS\t2\nDCS\t3\nDCS\t4', 2)).toEqual([{ name: 'old', kind: 'dcs', number: 2 }, { kind: 'dcs', number: 3 }]);
  });
});

describe('verifying by keyboard', () => {
  const desk: Desk = { items: ['a', 'b', 'c'], at: 0, verdicts: {} };
  const play = (keys: string[]) => keys.reduce((now, key) => press(now, key)?.desk ?? now, desk);
  it('judges sixty items with sixty keys', () => {
    const many: Desk = { items: Array.from({ length: 60 }, (_, at) => `i${at}`), at: 0, verdicts: {} };
    const done = many.items.reduce((now) => press(now, '1')!.desk, many);
    expect([judged(done), done.at]).toEqual([60, 59]);
  });
  it('gives the four verdicts and goes on', () => {
    expect(play(['1', '3', '4'])).toMatchObject({ at: 2, verdicts: { a: { verdict: 'met' }, b: { verdict: 'unmet' }, c: { verdict: 'not_applicable' } } });
  });
  it('stays within the list', () => {
    expect([play(['ArrowUp']).at, play(['End', 'ArrowDown']).at, play(['j', 'j', 'k']).at]).toEqual([0, 2, 1]);
  });
  it('goes to the next without a verdict, around the end', () => {
    expect(nextOpen({ ...desk, at: 2, verdicts: { a: { verdict: 'met' }, c: { verdict: 'met' } } })).toBe(1);
    expect(play(['1', 'End', '2', 'u']).at).toBe(1);
  });
  it('takes a verdict back and keeps its note', () => {
    const noted: Desk = { ...desk, verdicts: { a: { verdict: 'partly', note: '缺记录' } } };
    expect(press(noted, 'Backspace')).toMatchObject({ judged: 'a', desk: { verdicts: { a: { verdict: '', note: '缺记录' } } } });
  });
  it('leaves other keys alone', () => {
    expect(['5', 'x', 'Enter', 'Tab'].map((key) => press(desk, key))).toEqual([undefined, undefined, undefined, undefined]);
    expect(press({ ...desk, items: [] }, '1')).toBeUndefined();
  });
});

describe('the drawing of a machine', () => {
  const state = (id: string) => ({ id, title: text(id), terminal: false });
  const step = (from: string, to: string, action = `${from}-${to}`) => ({ from, to, action, title: text(''), party: '', roles: [], clock: '' });
  it('never lets two lines of a side share a lane over the same rows', () => {
    const states = ['a', 'b', 'c', 'd', 'e'];
    const all = states.flatMap((from) => states.map((to) => step(from, to)));
    const { lines, loops } = draw({ initial: 'a', states: states.map(state), transitions: [...all, step('a', 'nowhere')] });
    expect([lines.length, loops.size]).toEqual([20, 5]);
    const meets = lines.filter((one) => one.lane > 0).some((one) => lines.some((other) => one !== other && one.back === other.back && one.lane === other.lane && span(one)[0] <= span(other)[1] && span(other)[0] <= span(one)[1]));
    expect(meets).toBe(false);
  });
  it('goes straight to the next state and gathers steps of the same way', () => {
    const { lines } = draw({ initial: 'a', states: ['a', 'b'].map(state), transitions: [step('a', 'b'), step('a', 'b', 'other'), step('b', 'a')] });
    expect(lines.map(({ lane, back, transitions }) => [lane, back, transitions.length])).toEqual([[0, false, 2], [1, true, 1]]);
  });
  it('draws one step from several states as one line', () => {
    const { lines, right } = draw({ initial: 'a', states: ['a', 'b', 'c', 'z', 'w'].map(state), transitions: ['a', 'b', 'c'].map((from) => step(from, 'w', 'withdraw')) });
    expect([lines.map((line) => line.from), right]).toEqual([[[0, 1, 2]], 1]);
  });
  it.each([['申报变更（类型或级别变化）', 60, ['申报变更（', '类型或级别', '变化）']], ['Declare a change of grade', 70, ['Declare a', 'change of', 'grade']], ['退回', 60, ['退回']]])('breaks %s into lines', (given, width, expected) => {
    expect(wrap(given, width)).toEqual(expected);
  });
});

describe('the distribution among peers', () => {
  it.each([['met', 'met', true], ['met', 'unmet', false], ['[10,20)', 10, true], ['[10,20)', 20, false], ['[10,20)', '15', false], ['3', 3, true]])('share %s counts %j: %s', (share, value, expected) => {
    expect(counts(share, value)).toBe(expected);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Answers, Evaluation, FormView } from '../api/filing';
import { ProblemError, unreachable } from '../api/problem';
import { MemoryDrafts } from './drafts';
import { resolve } from './merge';
import { Saver, type FormApi } from './saver';
import { FormStore } from './store';

const text = (zh: string) => ({ zh, en: zh });
const NOTHING: Evaluation = { sections: {}, fields: {}, remarks: [], scores: [], results: [], moves: [], complete: false };
const PLACE = { person: 'p', filing: 'f', form: 'form' };

/** A server of one section that refuses a save from an old revision whose fields another changed. */
class Server implements FormApi {
  answers: Answers = { a: '1', b: '2' };
  revision = 1;
  away = false;
  saves = 0;
  evaluations = 0;

  view(): FormView {
    const definition = { id: 'form', title: text('form'), sections: [{ id: 's', title: text('s'), fields: (['a', 'b'] as const).map((id) => ({ id, type: 'text' as const, title: text(id) })) }] };
    return { definition, codes: [], answers: { ...this.answers }, revisions: { s: this.revision }, evaluation: NOTHING, carried: {}, verdicts: {}, comments: [], writable: true, judgeable: false };
  }

  private here() {
    if (this.away) throw unreachable();
  }

  async save(_: string, draft: { answers: Answers; base: Answers; revision: number }) {
    this.here();
    this.saves += 1;
    if (draft.revision !== this.revision) throw new ProblemError({ status: 409, kind: 'conflict', code: 'filing.section_changed', title: '' });
    this.answers = { ...draft.answers };
    this.revision += 1;
    return { revision: this.revision, answers: { ...this.answers }, merged: [], evaluation: NOTHING };
  }

  async evaluate() {
    this.here();
    this.evaluations += 1;
    return NOTHING;
  }

  async read() {
    this.here();
    return this.view();
  }
}

function open(server: Server, drafts = new MemoryDrafts()) {
  const store = new FormStore(server.view());
  return { store, drafts, saver: new Saver(store, PLACE, drafts, server) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('saving', () => {
  it('asks the server once after a pause, and saves after a longer one', async () => {
    const server = new Server();
    const { store } = open(server);
    for (const typed of ['x', 'xy', 'xyz']) store.set('a', typed);
    await vi.advanceTimersByTimeAsync(700);
    expect([server.evaluations, server.saves]).toEqual([1, 0]);
    await vi.advanceTimersByTimeAsync(4000);
    expect([server.answers.a, store.save('s')]).toEqual(['xyz', 'saved']);
  });

  it('keeps a draft in the browser while the server is away, over a reload, and delivers it after', async () => {
    const server = new Server();
    const first = open(server);
    server.away = true;
    first.store.set('a', 'typed offline');
    await vi.advanceTimersByTimeAsync(5000);
    expect(first.store.save('s')).toBe('offline');
    first.saver.stop();

    const again = open(server, first.drafts);
    server.away = false;
    await again.saver.start();
    expect([again.saver.restored, server.answers.a]).toEqual([1, 'typed offline']);
    expect(await first.drafts.read(PLACE)).toEqual({});
  });

  it('tries again by itself', async () => {
    const server = new Server();
    const { store, saver } = open(server);
    server.away = true;
    store.set('a', 'x');
    await saver.saveAll();
    server.away = false;
    await vi.advanceTimersByTimeAsync(2000);
    expect(server.answers.a).toBe('x');
  });

  it("merges a colleague's change of another field without asking", async () => {
    const server = new Server();
    const { store, saver } = open(server);
    store.set('a', 'mine');
    Object.assign(server, { answers: { a: '1', b: 'theirs' }, revision: 2 });
    expect(await saver.saveAll()).toBe(true);
    expect(server.answers).toEqual({ a: 'mine', b: 'theirs' });
    expect(saver.clashes).toEqual([]);
  });

  it('puts what both changed before the reader, and saves the decision', async () => {
    const server = new Server();
    const { store, saver } = open(server);
    store.set('a', 'mine');
    Object.assign(server, { answers: { a: 'theirs', b: '2' }, revision: 2 });
    expect(await saver.saveAll()).toBe(false);
    expect([store.save('s'), saver.clashes[0]?.merge.conflicts]).toEqual(['conflict', [{ field: 'a', base: '1', mine: 'mine', theirs: 'theirs' }]]);
    const clash = saver.clashes[0]!;
    expect(await saver.decide(clash, resolve(clash.merge, { a: 'theirs' }))).toBe(true);
    expect([server.answers.a, store.value('a')]).toEqual(['theirs', 'theirs']);
  });

  it('shows a refusal and does not try it again by itself', async () => {
    const server = new Server();
    const { store, saver } = open(server);
    server.save = async () => {
      server.saves += 1;
      throw new ProblemError({ status: 403, kind: 'forbidden', code: 'filing.not_yours', title: '' });
    };
    store.set('a', 'x');
    await saver.saveAll();
    await vi.advanceTimersByTimeAsync(60_000);
    expect([store.save('s'), server.saves]).toEqual(['refused', 1]);
  });
});

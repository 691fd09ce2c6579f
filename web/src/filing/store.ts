// The answers of one form while somebody works on it. Every field listens only to its own value and
// to what the server says of it, so that a keystroke repaints one field, whatever the form's size.
import type { Answers, Evaluation, FieldState, Form, FormView, SectionState, Value } from '../api/filing';
import { afterPaint } from './after-paint';
import { mergeAnswers, type Merge } from './merge';
import { fieldIndex, same, sectionAnswers } from './values';
import type { Draft } from './drafts';

export type SaveState = 'saved' | 'changed' | 'saving' | 'offline' | 'conflict' | 'refused';

interface SectionWork {
  /** As the server has it. */
  base: Answers;
  revision: number;
  dirty: Set<string>;
  save: SaveState;
}

const ASKED: FieldState = { hidden: false, required: false };
const UNKNOWN: SectionState = { visible: true, asked: 0, answered: 0, errors: 0, warnings: 0 };

export class FormStore {
  readonly form: Form;
  readonly fields: ReturnType<typeof fieldIndex>;
  private answers: Answers;
  private carriedBy: Record<string, string>;
  /** As the server has it. */
  private carriedBase: Record<string, string>;
  private readonly work = new Map<string, SectionWork>();
  private evaluated: Evaluation;
  private readonly listeners = new Map<string, Set<() => void>>();
  /** Grows with every change of an answer. */
  version = 0;
  /** Told of every change by the reader. */
  onChange: (field: string, section: string) => void = () => undefined;

  constructor(view: FormView) {
    this.form = view.definition;
    this.fields = fieldIndex(view.definition);
    this.answers = { ...view.answers };
    this.carriedBy = { ...view.carried };
    this.carriedBase = view.carried;
    this.evaluated = view.evaluation;
    for (const section of this.form.sections) {
      this.work.set(section.id, { base: sectionAnswers(section, view.answers), revision: view.revisions[section.id] ?? 0, dirty: new Set(), save: 'saved' });
    }
  }

  subscribe = (channel: string, listener: () => void): (() => void) => {
    const set = this.listeners.get(channel) ?? new Set();
    this.listeners.set(channel, set);
    set.add(listener);
    return () => set.delete(listener);
  };

  private tell(channel: string): void {
    this.listeners.get(channel)?.forEach((listener) => listener());
  }

  value(field: string): Value | undefined {
    return this.answers[field];
  }

  all(): Answers {
    return this.answers;
  }

  state(field: string): FieldState {
    return this.evaluated.fields[field] ?? ASKED;
  }

  section(id: string): SectionState {
    return this.evaluated.sections[id] ?? UNKNOWN;
  }

  evaluation(): Evaluation {
    return this.evaluated;
  }

  carried(field: string): string | undefined {
    return this.carriedBy[field];
  }

  save(section: string): SaveState {
    return this.work.get(section)?.save ?? 'saved';
  }

  dirtySections(): string[] {
    return [...this.work].filter(([, work]) => work.dirty.size > 0).map(([id]) => id);
  }

  /** The reader's change. */
  set(field: string, value: Value | undefined, carried?: string): void {
    const section = this.fields.get(field)?.section.id;
    if (section === undefined) return;
    this.assign(field, value);
    const was = this.carriedBy[field];
    const now = carried ?? (was === 'confirmed' || was === 'not_applicable' ? 'changed' : was);
    if (now !== was && now !== undefined) this.carriedBy = { ...this.carriedBy, [field]: now };
    this.mark(field, section);
    this.tell(`value:${field}`);
    this.onChange(field, section);
  }

  private assign(field: string, value: Value | undefined): void {
    if (value === undefined) delete this.answers[field];
    else this.answers[field] = value;
    this.version += 1;
  }

  private differs(field: string, work: SectionWork): boolean {
    return !same(work.base[field], this.answers[field]) || this.carriedBy[field] !== this.carriedBase[field];
  }

  private mark(field: string, section: string): void {
    const work = this.work.get(section)!;
    if (this.differs(field, work)) work.dirty.add(field);
    else work.dirty.delete(field);
    // The state is known at once; its marks beside the form are drawn after the keystroke.
    if (this.putSave(section, work.dirty.size > 0 ? 'changed' : 'saved')) afterPaint(this.tellSave);
  }

  setSave(section: string, save: SaveState): void {
    if (this.putSave(section, save)) this.tellSave();
  }

  private putSave(section: string, save: SaveState): boolean {
    const work = this.work.get(section);
    if (!work || work.save === save) return false;
    work.save = save;
    return true;
  }

  private readonly tellSave = (): void => this.tell('save');

  /** The section as a draft: what is sent, and what is kept in the browser. */
  draft(section: string): Draft {
    const definition = this.form.sections.find((one) => one.id === section)!;
    const work = this.work.get(section)!;
    const ids = new Set(definition.fields.map((field) => field.id));
    const carried = Object.fromEntries(Object.entries(this.carriedBy).filter(([field]) => ids.has(field)));
    return { answers: sectionAnswers(definition, this.answers), base: work.base, revision: work.revision, carried, changed: Date.now() };
  }

  /** Takes what the server says of the answers; only fields of which it says something else are told. */
  setEvaluation(next: Evaluation): void {
    const before = this.evaluated;
    this.evaluated = next;
    for (const field of new Set([...Object.keys(before.fields), ...Object.keys(next.fields)])) {
      const [was, is] = [before.fields[field], next.fields[field]];
      if (JSON.stringify(was) === JSON.stringify(is)) {
        if (was) next.fields[field] = was;
      } else {
        this.tell(`state:${field}`);
        const table = field.indexOf('[');
        if (table > 0) this.tell(`cells:${field.slice(0, table)}`);
      }
    }
    this.tell('evaluation');
  }

  /** A section was saved from `sent`; what was typed since stays to be saved. */
  saved(section: string, sent: Pick<Draft, 'answers' | 'carried'>, revision: number, answers: Answers): void {
    const work = this.work.get(section)!;
    const merge = mergeAnswers(sent.answers, this.draft(section).answers, answers);
    this.carriedBase = { ...this.carriedBase, ...sent.carried };
    work.base = answers;
    work.revision = revision;
    this.take(section, merge.answers);
    this.settle(section);
  }

  /** What the server has now, while somebody may be typing: taken where nothing is lost. */
  refresh(view: FormView): void {
    for (const definition of this.form.sections) {
      const work = this.work.get(definition.id)!;
      const revision = view.revisions[definition.id] ?? 0;
      if (revision <= work.revision) continue;
      const theirs = sectionAnswers(definition, view.answers);
      const merge = mergeAnswers(work.base, this.draft(definition.id).answers, theirs);
      // What both changed is found when the section is saved; until then the old base stands.
      if (merge.conflicts.length === 0) this.rebase(definition.id, merge, theirs, revision);
    }
  }

  /** Puts merged answers in place, over the server's newer state. */
  rebase(section: string, merge: Pick<Merge, 'answers'>, base: Answers, revision: number): void {
    const work = this.work.get(section)!;
    work.base = base;
    work.revision = revision;
    this.take(section, merge.answers);
    this.settle(section);
  }

  /** Brings back a draft kept in this browser; gives the merge with what the server has. */
  restore(section: string, draft: Draft): Merge {
    const work = this.work.get(section)!;
    const merge = mergeAnswers(draft.base, draft.answers, work.base);
    this.carriedBy = { ...this.carriedBy, ...draft.carried };
    this.take(section, merge.answers);
    this.settle(section);
    return merge;
  }

  private take(section: string, answers: Answers): void {
    const definition = this.form.sections.find((one) => one.id === section)!;
    for (const { id, type } of definition.fields) {
      if (type === 'computed' || same(this.answers[id], answers[id])) continue;
      this.assign(id, answers[id]);
      this.tell(`value:${id}`);
    }
  }

  private settle(section: string): void {
    const work = this.work.get(section)!;
    const definition = this.form.sections.find((one) => one.id === section)!;
    work.dirty = new Set(definition.fields.filter(({ id, type }) => type !== 'computed' && this.differs(id, work)).map(({ id }) => id));
    this.putSave(section, work.dirty.size > 0 ? 'changed' : 'saved');
    this.tellSave();
  }
}

// Saving while somebody types: drafts in the browser at once, the server's word after a pause, the
// section itself after a longer one; again and again while the server is away; and what two
// officers both changed is put before the reader.
import type { Answers, Evaluation, FormView, SectionSaved } from '../api/filing';
import { backOff } from '../api/live';
import { ProblemError } from '../api/problem';
import type { Draft, Drafts, Place } from './drafts';
import { mergeAnswers, type Merge } from './merge';
import type { FormStore } from './store';
import { sectionAnswers } from './values';

export interface FormApi {
  save(section: string, draft: Draft): Promise<SectionSaved>;
  evaluate(answers: Answers): Promise<Evaluation>;
  read(): Promise<FormView>;
}

/** What two officers both changed in a section. */
export interface Clash {
  section: string;
  merge: Merge;
  base: Answers;
  revision: number;
}

const KEEP_MS = 300;
const EVALUATE_MS = 600;
const SAVE_MS = 4000;
const CHANGED = 'filing.section_changed';

/** Whether the server was not there, so that trying again is right. */
export function isAway(error: unknown): boolean {
  return error instanceof ProblemError && (error.status === 0 || error.status >= 502);
}

type Timer = 'keep' | 'evaluate' | 'save' | 'retry';

export class Saver {
  clashes: readonly Clash[] = [];
  /** The last refusal that was neither a clash nor an absence. */
  refusal?: unknown;
  /** Fields that came back from this browser's drafts. */
  restored = 0;
  private readonly timers = new Map<Timer, ReturnType<typeof setTimeout>>();
  private readonly touched = new Set<string>();
  private evaluatedVersion = 0;
  private asking = 0;
  private attempt = 0;
  private saving?: Promise<boolean>;
  private readonly listeners = new Set<() => void>();
  private snapshot = 0;

  constructor(
    private readonly store: FormStore,
    private readonly place: Place,
    private readonly drafts: Drafts,
    private readonly api: FormApi,
  ) {
    this.listen();
  }

  private listen(): void {
    this.store.onChange = (_, section) => this.changed(section);
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Grows with everything a screen shows of the saver. */
  version = (): number => this.snapshot;

  private tell(): void {
    this.snapshot += 1;
    this.listeners.forEach((listener) => listener());
  }

  private later(timer: Timer, delay: number, run: () => void): void {
    clearTimeout(this.timers.get(timer));
    this.timers.set(timer, setTimeout(run, delay));
  }

  /** Brings back what this browser kept. */
  async start(): Promise<void> {
    this.listen();
    const kept = await this.drafts.read(this.place).catch(() => ({}) as Record<string, Draft>);
    const known = new Set(this.store.form.sections.map((section) => section.id));
    for (const [section, draft] of Object.entries(kept)) {
      if (!known.has(section)) continue;
      this.store.restore(section, draft);
      if (!this.store.dirtySections().includes(section)) {
        void this.drafts.drop(this.place, section).catch(() => undefined);
        continue;
      }
      this.restored += 1;
      this.touched.add(section);
    }
    if (this.restored === 0) return;
    this.tell();
    this.evaluate();
    await this.saveAll();
  }

  private changed(section: string): void {
    this.touched.add(section);
    this.later('keep', KEEP_MS, () => void this.keep());
    this.later('evaluate', EVALUATE_MS, () => this.evaluate());
    this.later('save', SAVE_MS, () => void this.saveAll());
  }

  /** Writes drafts to the browser's database. */
  async keep(): Promise<void> {
    clearTimeout(this.timers.get('keep'));
    const dirty = new Set(this.store.dirtySections());
    const sections = [...this.touched];
    this.touched.clear();
    await Promise.all(
      sections.map((section) =>
        (dirty.has(section) ? this.drafts.write(this.place, section, this.store.draft(section)) : this.drafts.drop(this.place, section)).catch(() => undefined),
      ),
    );
  }

  /** Asks what the server says of the answers as they are; an older answer never replaces a newer. */
  evaluate(): void {
    clearTimeout(this.timers.get('evaluate'));
    if (this.evaluatedVersion === this.store.version) return;
    const version = this.store.version;
    this.asking += 1;
    const mine = this.asking;
    this.evaluatedVersion = version;
    this.api.evaluate(this.store.all()).then(
      (evaluation) => {
        if (mine === this.asking) this.store.setEvaluation(evaluation);
      },
      () => {
        if (mine === this.asking) this.evaluatedVersion = -1;
      },
    );
  }

  /** Saves every section with changes; true when all are with the server. */
  saveAll(): Promise<boolean> {
    clearTimeout(this.timers.get('save'));
    this.saving ??= this.saveSections().finally(() => {
      this.saving = undefined;
    });
    return this.saving;
  }

  private async saveSections(): Promise<boolean> {
    await this.keep();
    for (const section of this.store.dirtySections()) {
      if (this.clashes.some((clash) => clash.section === section)) continue;
      if (!(await this.saveSection(section))) break;
    }
    return this.store.dirtySections().length === 0;
  }

  private async saveSection(section: string): Promise<boolean> {
    const sent = this.store.draft(section);
    const version = this.store.version;
    this.store.setSave(section, 'saving');
    try {
      const saved = await this.api.save(section, sent);
      this.attempt = 0;
      this.refusal = undefined;
      this.store.saved(section, sent, saved.revision, saved.answers);
      this.touched.add(section);
      await this.keep();
      if (version === this.store.version) {
        this.asking += 1;
        this.evaluatedVersion = version;
        this.store.setEvaluation(saved.evaluation);
      } else this.evaluate();
      this.tell();
      return true;
    } catch (error) {
      return this.failed(section, sent, error);
    }
  }

  private async failed(section: string, sent: Draft, error: unknown): Promise<boolean> {
    if (isAway(error)) {
      this.store.setSave(section, 'offline');
      this.later('retry', backOff(this.attempt), () => void this.saveAll());
      this.attempt += 1;
      this.tell();
      return false;
    }
    if (error instanceof ProblemError && error.problem.code === CHANGED) return this.clash(section, sent, error);
    return this.refused(section, error);
  }

  private refused(section: string, error: unknown): boolean {
    this.store.setSave(section, 'refused');
    this.refusal = error;
    this.tell();
    return false;
  }

  /** Somebody else saved the section meanwhile: merges, and asks about what both changed. */
  private async clash(section: string, sent: Draft, refusal: unknown): Promise<boolean> {
    const view = await this.api.read().catch(() => undefined);
    const definition = this.store.form.sections.find((one) => one.id === section);
    if (!view || !definition) {
      this.store.setSave(section, 'offline');
      this.later('retry', backOff(this.attempt), () => void this.saveAll());
      this.attempt += 1;
      return false;
    }
    const base = sectionAnswers(definition, view.answers);
    const revision = view.revisions[section] ?? 0;
    if (revision === sent.revision) return this.refused(section, refusal);
    const merge = mergeAnswers(sent.base, this.store.draft(section).answers, base);
    if (merge.conflicts.length === 0) {
      this.store.rebase(section, merge, base, revision);
      return this.saveSection(section);
    }
    this.clashes = [...this.clashes.filter((clash) => clash.section !== section), { section, merge, base, revision }];
    this.store.setSave(section, 'conflict');
    this.tell();
    return true;
  }

  /** The reader decided a clash. */
  async decide(clash: Clash, answers: Answers): Promise<boolean> {
    this.clashes = this.clashes.filter((one) => one !== clash);
    this.store.rebase(clash.section, { answers }, clash.base, clash.revision);
    this.tell();
    return this.saveAll();
  }

  /** Keeps what is not saved and stops. */
  stop(): void {
    void this.keep();
    this.timers.forEach((timer) => clearTimeout(timer));
    this.store.onChange = () => undefined;
  }
}

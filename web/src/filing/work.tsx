// What the parts of a form share on one page: the answers, code lists, and what may be done.
import { createContext, useCallback, useContext, useMemo, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answers, CodeList, CommentRow, Evaluation, FieldState, Remark, SectionState, Value } from '../api/filing';
import { useTitle, useWord } from '../i18n/words';
import { afterPaint } from './after-paint';
import type { SaveState } from './store';
import type { FormStore } from './store';
import { same, type Words } from './values';

export interface Work {
  filing: string;
  store: FormStore;
  codes: readonly CodeList[];
  writable: boolean;
  previous?: Answers | null;
  submitted?: Answers | null;
  comments: readonly CommentRow[];
  /** Asks the server what it says now. */
  settle: () => void;
  /** Shows the comments of a field. */
  discuss: (field: string) => void;
  /** Brings a field into view, whatever section it is in. */
  visit: (path: string) => void;
}

export const WorkContext = createContext<Work | null>(null);

export function useWork(): Work {
  const work = useContext(WorkContext);
  if (!work) throw new Error('useWork outside of a form');
  return work;
}

function useChannel<T>(store: FormStore, channel: string, read: () => T): T {
  const subscribe = useCallback((listener: () => void) => store.subscribe(channel, listener), [store, channel]);
  return useSyncExternalStore(subscribe, read);
}

export function useValue(field: string): Value | undefined {
  const { store } = useWork();
  return useChannel(store, `value:${field}`, () => store.value(field));
}

/** What is derived of a value, for what need not be seen with the keystroke: drawn anew only when that changes, once the keystroke is painted. */
export function useOfValueLater<T extends string | number | boolean | undefined>(field: string, of: (value: Value | undefined) => T): T {
  const { store } = useWork();
  const read = () => of(store.value(field));
  const subscribe = useCallback((listener: () => void) => store.subscribe(`value:${field}`, onChanged(() => of(store.value(field)), () => afterPaint(listener))), [store, field, of]);
  return useSyncExternalStore(subscribe, read);
}

/** A listener that runs `then` only when what is read has changed. */
export function onChanged<T>(read: () => T, then: () => void): () => void {
  let was = read();
  return () => {
    const now = read();
    if (now === was) return;
    was = now;
    then();
  };
}

/**
 * A value that its own control keeps while somebody types: `told` says what was typed, and `turn`
 * grows only when the value came from elsewhere (a draft, a merge, last year), so that a keystroke
 * draws nothing but the control.
 */
export function useTyped(field: string): { value: Value | undefined; turn: number; told: (value: Value | null) => void } {
  const { store } = useWork();
  const [typed] = useState(() => ({ value: store.value(field), turn: 0 }));
  const turn = useChannel(store, `value:${field}`, () => {
    const now = store.value(field);
    if (!same(now, typed.value)) typed.turn += 1;
    typed.value = now;
    return typed.turn;
  });
  const told = useCallback(
    (value: Value | null) => {
      typed.value = value;
      store.set(field, value);
    },
    [store, field, typed],
  );
  return { value: typed.value, turn, told };
}

export function useFieldState(field: string): FieldState {
  const { store } = useWork();
  return useChannel(store, `state:${field}`, () => store.state(field));
}

export function useEvaluation(): Evaluation {
  const { store } = useWork();
  return useChannel(store, 'evaluation', () => store.evaluation());
}

export function useSectionState(section: string): SectionState {
  const { store } = useWork();
  useEvaluation();
  return store.section(section);
}

export function useSaveState(section: string): SaveState {
  const { store } = useWork();
  return useChannel(store, 'save', () => store.save(section));
}

/** The words that answers are told in. */
export function useWords(): Words {
  const { t } = useTranslation();
  const title = useTitle();
  const word = useWord();
  return useMemo(() => ({ title, verdict: (code: string) => word('verdict', code), yes: t('fill.yes'), no: t('fill.no') }), [title, word, t]);
}

/** A remark in the reader's words: the pack's, or the console's for its code. */
export function useRemark(): (remark: Remark) => string {
  const { t } = useTranslation();
  const title = useTitle();
  return (remark) => (remark.text ? title(remark.text) : t(`remark.${remark.code.replaceAll('.', '_')}`, { ...remark.params, defaultValue: remark.code }));
}

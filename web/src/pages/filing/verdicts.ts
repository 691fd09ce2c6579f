// Verdicts while they are given: shown at once, sent together after a moment, sent again when the
// node was away.
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { call } from '../../api/client';
import type { FormView, Verdict } from '../../api/filing';
import { backOff } from '../../api/live';
import { isAway } from '../../filing/saver';
import { judge, judged, nextOpen, press, type Desk, type Effect } from '../../filing/verdict-keys';

const GATHER_MS = 400;

export type SendState = 'saved' | 'sending' | 'offline' | 'failed';

export interface Verdicts {
  desk: Desk;
  done: number;
  state: SendState;
  error?: unknown;
  /** Handles a key; gives what the screen has to do, or undefined when the key is none of ours. */
  key: (key: string) => { effect?: Effect } | undefined;
  stand: (at: number) => void;
  judge: (item: string, verdict: string) => void;
  note: (item: string, note: string) => void;
  toOpen: () => void;
}

/** The items to be judged: those that are asked, in the order of the form. */
function itemsOf(view: FormView): string[] {
  return view.definition.sections
    .filter((section) => view.evaluation.sections[section.id]?.visible ?? true)
    .flatMap((section) => section.fields)
    .filter((field) => field.type === 'item' && !view.evaluation.fields[field.id]?.hidden)
    .map((field) => field.id);
}

export function useVerdicts(filing: string, view: FormView): Verdicts {
  const form = view.definition.id;
  const items = useMemo(() => itemsOf(view), [view]);
  const [own, setOwn] = useState<Record<string, Verdict>>({});
  const [at, setAt] = useState(() => Math.max(0, items.findIndex((item) => !view.verdicts[item]?.verdict)));
  const verdicts = useMemo(() => ({ ...view.verdicts, ...own }), [view.verdicts, own]);
  const desk: Desk = useMemo(() => ({ items, at: Math.min(at, Math.max(0, items.length - 1)), verdicts }), [items, at, verdicts]);
  const { state, error, put } = useSending(filing, form);
  const change = useCallback(
    (next: Desk, item: string) => {
      const verdict = next.verdicts[item]!;
      setOwn((now) => ({ ...now, [item]: verdict }));
      put(item, verdict);
    },
    [put],
  );
  return {
    desk,
    done: judged(desk),
    state,
    error,
    key: (name) => {
      const outcome = press(desk, name);
      if (!outcome || (outcome.judged && !view.judgeable)) return undefined;
      setAt(outcome.desk.at);
      if (outcome.judged) change(outcome.desk, outcome.judged);
      return { effect: outcome.effect };
    },
    stand: setAt,
    judge: (item, verdict) => {
      setAt(items.indexOf(item));
      change(judge(desk, item, verdicts[item]?.verdict === verdict ? '' : verdict), item);
    },
    note: (item, note) => change({ ...desk, verdicts: { ...verdicts, [item]: { verdict: verdicts[item]?.verdict ?? '', note } } }, item),
    toOpen: () => setAt(nextOpen(desk)),
  };
}

/** Gathers what is to be sent, and sends it. */
function useSending(filing: string, form: string) {
  const queries = useQueryClient();
  const [state, setState] = useState<SendState>('saved');
  const [error, setError] = useState<unknown>();
  const pending = useRef<Record<string, Verdict>>({});
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const attempt = useRef(0);
  const flush = useCallback(async () => {
    clearTimeout(timer.current);
    const sent = pending.current;
    if (Object.keys(sent).length === 0) return;
    pending.current = {};
    setState('sending');
    try {
      await call('put', '/api/v1/filings/{id}/forms/{form}/verdicts', { path: { id: filing, form }, body: { verdicts: sent } });
      attempt.current = 0;
      setError(undefined);
      if (Object.keys(pending.current).length > 0) return;
      setState('saved');
      void queries.invalidateQueries({ queryKey: ['/api/v1/filings/{id}'] });
    } catch (failure) {
      pending.current = { ...sent, ...pending.current };
      setError(failure);
      setState(isAway(failure) ? 'offline' : 'failed');
      if (!isAway(failure)) return;
      timer.current = setTimeout(() => void flush(), backOff(attempt.current));
      attempt.current += 1;
    }
  }, [filing, form, queries]);
  const put = useCallback(
    (item: string, verdict: Verdict) => {
      pending.current = { ...pending.current, [item]: verdict };
      setState('sending');
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void flush(), GATHER_MS);
    },
    [flush],
  );
  useEffect(() => () => void flush(), [flush]);
  return { state, error, put };
}

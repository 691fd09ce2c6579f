// The composer: one letter on one page, with who gets it beside it. Written, reviewed, issued.
import { useQueryClient } from '@tanstack/react-query';
import { useParams, useRouter } from '@tanstack/react-router';
import { Alert, Button, Card, Input, Popconfirm, Skeleton, Space } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client';
import { useCommand, useGet } from '../../api/hooks';
import type { DraftDetail, FilledLetter, Letter } from '../../api/loop';
import { isWhole } from '../../loop/conditions';
import { useMe } from '../../me';
import { useFilter } from '../../ui/filters';
import { Page } from '../../ui/page';
import { PaperButtons } from '../../ui/paper';
import { ErrorBox } from '../../ui/problem';
import { StateTag, Time } from '../../ui/tags';
import { objectPage } from '../../url';
import { LetterForm } from './letter-form';
import { LetterPreview } from './letter-preview';
import { TemplatePicker } from './templates';

const EMPTY: Letter = { genre: 'notice', title: '', text: '', severity: 'medium', techniques: [], checks: [], attachments: [], tlp: 'amber', recipients: {} };

/** Where a new letter comes from, as the address says. */
const SOURCES = ['report', 'forwards', 'corrects', 'loop'] as const;

function useSource(): { filled?: FilledLetter; error: unknown; loading: boolean } {
  const [filter] = useFilter();
  const report = useGet('/api/v1/reports/{id}/notice-draft', { path: { id: filter.report ?? '' }, enabled: Boolean(filter.report) });
  const forward = useGet('/api/v1/notices/{id}/forward-draft', { path: { id: filter.forwards ?? '' }, enabled: Boolean(filter.forwards) });
  const correct = useGet('/api/v1/circulars/{id}/correction-draft', { path: { id: filter.corrects ?? '' }, enabled: Boolean(filter.corrects) });
  const asked = filter.report ? report : filter.forwards ? forward : filter.corrects ? correct : undefined;
  return { filled: asked?.data, error: asked?.error, loading: Boolean(asked) && !asked?.data && !asked?.error };
}

/** A new letter: empty, or filled from a report, from above, or from what it corrects. */
export function NewLetter() {
  const { t } = useTranslation();
  const { filled, error, loading } = useSource();
  const [filter] = useFilter();
  if (loading) return <Page back="/notices" title={t('compose.title')}><Skeleton active /></Page>;
  if (error && !filled) return <Page back="/notices" title={t('compose.title')}><ErrorBox error={error} /></Page>;
  const named: Letter = filter.to ? { ...EMPTY, recipients: { tenants: filter.to.split(',') } } : EMPTY;
  return <Composer key={SOURCES.map((name) => filter[name]).join()} start={filled?.letter ? { ...EMPTY, ...filled.letter } : named} unfilled={filled?.unfilled ?? []} />;
}

/** A letter that was kept as a draft. */
export function Draft() {
  const { t } = useTranslation();
  const { id = '' } = useParams({ strict: false });
  const draft = useGet('/api/v1/notice-drafts/{id}', { path: { id } });
  if (!draft.data) return <Page back="/notice-drafts" title={t('compose.title')}>{draft.error ? <ErrorBox error={draft.error} retry={() => void draft.refetch()} /> : <Skeleton active />}</Page>;
  return <Composer key={`${id}${draft.data.revision}`} draft={draft.data} start={{ ...EMPTY, ...draft.data.letter }} unfilled={[]} />;
}

interface ComposerProps {
  draft?: DraftDetail;
  start: Letter;
  unfilled: string[];
}

function Composer({ draft, start, unfilled: blanks }: ComposerProps) {
  const { t } = useTranslation();
  const [letter, setLetter] = useState(start);
  const [unfilled, setUnfilled] = useState(blanks);
  const [dirty, setDirty] = useState(false);
  const set = (change: Partial<Letter>) => {
    setLetter((now) => ({ ...now, ...change }));
    setDirty(true);
  };
  useEffect(() => setDirty(false), [draft?.revision]);
  const { recipients } = letter;
  const fixed = Boolean(letter.report);
  const named = fixed || (recipients.tenants ?? []).length > 0 || (recipients.rules ?? []).some((rule) => Object.keys(rule).some((key) => key !== 'name'));
  const complete = letter.title.trim() !== '' && letter.text.trim() !== '' && named && (letter.checks ?? []).every(isWhole);
  const over = draft !== undefined && ['issued', 'discarded'].includes(draft.state);
  const readOnly = draft !== undefined && !draft.actions.includes('save');
  return (
    <Page
      back={draft ? '/notice-drafts' : '/notices'}
      title={<>{t(letter.corrects ? 'compose.correct' : letter.forwards ? 'compose.forward' : 'compose.title')} {draft ? <StateTag group="draft_state" state={draft.state} /> : null}</>}
      extra={<Acts draft={draft} letter={letter} complete={complete} dirty={dirty} />}
    >
      {draft?.note ? <Alert type={draft.state === 'returned' ? 'warning' : 'info'} showIcon style={{ marginBottom: 10 }} title={t('compose.reviewer_says', { by: draft.reviewed_by })} description={draft.note} /> : null}
      {unfilled.length > 0 ? <Alert type="warning" showIcon style={{ marginBottom: 10 }} title={t('compose.unfilled', { count: unfilled.length })} description={unfilled.join('、')} /> : null}
      <div className="columns compose">
        <div className="stack">
          {readOnly || letter.forwards || letter.corrects ? null : <TemplatePicker report={letter.report ?? undefined} onFill={(filled) => { setLetter((now) => ({ ...now, ...filled.letter, recipients: (filled.letter.recipients?.tenants ?? []).length > 0 ? filled.letter.recipients : now.recipients })); setUnfilled(filled.unfilled); setDirty(true); }} />}
          <LetterForm letter={letter} onChange={set} fixed={fixed} readOnly={readOnly} />
        </div>
        <Card size="small" title={t('compose.who_gets')} className="sticky">
          {over ? <span className="muted">{t(`draft_state.${draft.state}`)}</span> : complete ? <LetterPreview letter={letter} onExclude={readOnly ? undefined : (tenant) => set({ recipients: { ...recipients, without: [...(recipients.without ?? []), tenant] } })} /> : <span className="muted">{t('compose.preview_needs')}</span>}
        </Card>
      </div>
      {draft ? <p className="muted">{t('compose.written_by', { by: draft.written_by })} <Time ms={draft.changed} /></p> : null}
    </Page>
  );
}

interface ActsProps {
  draft?: DraftDetail;
  letter: Letter;
  complete: boolean;
  dirty: boolean;
}

/** Saving, reviewing and issuing. A letter that needs no second person goes out with one press. */
function Acts({ draft, letter, complete, dirty }: ActsProps) {
  const { t } = useTranslation();
  const router = useRouter();
  const queries = useQueryClient();
  const me = useMe();
  const [note, setNote] = useState('');
  const series = useGet('/api/v1/notice-series').data ?? [];
  const reviewed = (series.find((one) => one.id === letter.series) ?? series.find((one) => one.enabled !== false && one.genres.includes(letter.genre ?? 'notice')))?.review ?? false;
  const keep = async (): Promise<DraftDetail> => {
    if (draft && !dirty) return draft;
    const body = { revision: draft?.revision ?? 0, letter };
    return draft ? call('put', '/api/v1/notice-drafts/{id}', { path: { id: draft.id }, body }) : call('post', '/api/v1/notice-drafts', { body });
  };
  // Where it goes on is part of each command: what it changes comes back as a live update, which may
  // draw this page anew before the command has ended.
  const to = (path: string) => {
    void queries.invalidateQueries();
    router.history.push(path);
  };
  const save = useCommand(async () => to(objectPage('notice-drafts', (await keep()).id)), t('compose.saved'));
  const review = useCommand(async (action: string) => {
    const kept = await keep();
    await call('post', '/api/v1/notice-drafts/{id}/review', { path: { id: kept.id }, body: { revision: kept.revision, action, note } });
    to(action === 'discard' ? '/notice-drafts' : objectPage('notice-drafts', kept.id));
  }, t('compose.told'));
  const issue = useCommand(async () => {
    const kept = await keep();
    const issued = await call('post', '/api/v1/notice-drafts/{id}/issue', { path: { id: kept.id }, body: { revision: kept.revision } });
    const copies = issued.notices === 1 ? await call('get', '/api/v1/circulars/{id}/copies', { path: { id: issued.circular }, query: { limit: 1 } }) : undefined;
    to(copies?.items[0] ? objectPage('notices', copies.items[0].notice) : objectPage('circulars', issued.circular));
  }, t('issue.done'));
  const may = (action: string) => (draft ? draft.actions.includes(action) : action === 'save' || (action === 'submit' ? reviewed : action === 'issue' && !reviewed));
  const busy = save.isPending || review.isPending || issue.isPending;
  return (
    <Space wrap>
      {draft ? <PaperButtons path={`/api/v1/notice-drafts/${draft.id}/document`} name={letter.title} /> : null}
      {may('approve') || may('return') ? <Input aria-label={t('compose.note')} placeholder={t('compose.note')} style={{ width: 220 }} maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} /> : null}
      {may('discard') ? <Popconfirm title={t('compose.discard_sure')} okText={t('action.confirm')} cancelText={t('action.cancel')} onConfirm={() => review.mutate('discard')}><Button danger loading={busy}>{t('compose.discard')}</Button></Popconfirm> : null}
      {may('save') ? <Button disabled={letter.title.trim() === '' || (draft && !dirty)} loading={busy} onClick={() => save.mutate(undefined)}>{t('compose.save')}</Button> : null}
      {may('return') ? <Button danger disabled={note.trim() === ''} loading={busy} onClick={() => review.mutate('return')}>{t('compose.return')}</Button> : null}
      {may('submit') ? <Button type="primary" disabled={!complete} loading={busy} onClick={() => review.mutate('submit')}>{t('compose.submit')}</Button> : null}
      {may('approve') ? <Button type="primary" loading={busy} onClick={() => review.mutate('approve')}>{t('compose.approve')}</Button> : null}
      {may('issue') ? <Button type="primary" disabled={!complete} loading={busy} onClick={() => issue.mutate(undefined)}>{t('issue.send')}</Button> : null}
      {draft?.circular ? <Button type="primary" onClick={() => router.history.push(objectPage('circulars', draft.circular!))}>{t('compose.open_circular')}</Button> : null}
      {draft && draft.state === 'submitted' && draft.written_by === me.login ? <span className="muted">{t('compose.second_person')}</span> : null}
    </Space>
  );
}

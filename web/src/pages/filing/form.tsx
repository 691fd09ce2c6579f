// Filling or reading one form of a filing: sections, questions, the live score beside them.
import { useQueryClient } from '@tanstack/react-query';
import { CheckOutlined, CloudSyncOutlined, ImportOutlined, LeftOutlined, RightOutlined, SafetyOutlined, SaveOutlined } from '@ant-design/icons';
import { useParams } from '@tanstack/react-router';
import { Alert, Badge, Button, Progress, Space, Tabs, Tag } from 'antd';
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client';
import type { Field, FilingDetail, FormView, Section } from '../../api/filing';
import { useFiling, useFormView } from '../../api/filings';
import { asProblem } from '../../api/problem';
import { ClashModal } from '../../filing/clash-modal';
import { drafts } from '../../filing/drafts';
import { FieldView, isWide } from '../../filing/field';
import { ImportModal } from '../../filing/import-modal';
import { ExampleBadge, ExampleLine, FilingState, SourceMark } from '../../filing/marks';
import { Saver, type FormApi } from '../../filing/saver';
import { ScorePanel } from '../../filing/score-panel';
import { CommentsPanel, DifferencesPanel, RemarksPanel } from '../../filing/side';
import { FormStore } from '../../filing/store';
import { fieldOf, isEmpty } from '../../filing/values';
import { useEvaluation, useSaveState, useSectionState, useWork, WorkContext, type Work } from '../../filing/work';
import { useTitle } from '../../i18n/words';
import { useMe } from '../../me';
import { Go } from '../../ui/go';
import { useFilter } from '../../ui/filters';
import { Page, Ready } from '../../ui/page';
import { ProblemText } from '../../ui/problem';
import { formPage, objectPage } from '../../url';
import { usePageTitle } from './title';

export function FilingForm() {
  const { id = '', form = '' } = useParams({ strict: false });
  const title = useTitle();
  const filing = useFiling(id);
  const view = useFormView(id, form);
  usePageTitle(view.data ? title(view.data.definition.title) : '', filing.data ? title(filing.data.procedure_title) : '');
  if (view.data && filing.data) return <Filling key={`${id}/${form}`} filing={filing.data} view={view.data} />;
  return (
    <Page back={objectPage('filings', id)} title="">
      <Ready query={view}>{() => <Ready query={filing}>{() => null}</Ready>}</Ready>
    </Page>
  );
}

function apiOf(filing: string, form: string): FormApi {
  const path = { id: filing, form };
  return {
    save: (section, draft) => call('put', '/api/v1/filings/{id}/forms/{form}/sections/{section}', { path: { ...path, section }, body: { answers: draft.answers, revision: draft.revision, base: draft.base, carried: draft.carried } }),
    evaluate: (answers) => call('post', '/api/v1/filings/{id}/forms/{form}/evaluate', { path, body: { answers } }),
    read: () => call('get', '/api/v1/filings/{id}/forms/{form}', { path }),
  };
}

/** The store and the saver of a form, alive as long as the page. */
function useFilling(filing: string, view: FormView) {
  const { user } = useMe();
  const form = view.definition.id;
  const [{ store, saver }] = useState(() => {
    const store = new FormStore(view);
    return { store, saver: new Saver(store, { person: user, filing, form }, drafts, apiOf(filing, form)) };
  });
  const { writable } = view;
  useEffect(() => {
    if (!writable) return undefined;
    void saver.start();
    const hide = () => void saver.keep();
    const online = () => void saver.saveAll();
    document.addEventListener('visibilitychange', hide);
    addEventListener('pagehide', hide);
    addEventListener('online', online);
    return () => {
      document.removeEventListener('visibilitychange', hide);
      removeEventListener('pagehide', hide);
      removeEventListener('online', online);
      void saver.saveAll();
      saver.stop();
    };
  }, [saver, writable]);
  useEffect(() => {
    store.refresh(view);
    if (store.dirtySections().length === 0) store.setEvaluation({ ...view.evaluation, fields: { ...view.evaluation.fields } });
  }, [store, view]);
  useSyncExternalStore(saver.subscribe, saver.version);
  return { store, saver };
}

function Filling({ filing, view }: { filing: FilingDetail; view: FormView }) {
  const { t } = useTranslation();
  const title = useTitle();
  const queries = useQueryClient();
  const { store, saver } = useFilling(filing.id, view);
  const [filter, change] = useFilter();
  const [side, setSide] = useState('');
  const [discussed, setDiscussed] = useState('');
  const [importing, setImporting] = useState(false);
  const [goal, setGoal] = useState('');
  const section = store.form.sections.find((one) => one.id === filter.section && store.section(one.id).visible) ?? store.form.sections[0]!;
  const go = useCallback(
    (id: string) => {
      void saver.saveAll();
      change({ section: id });
      document.querySelector('.shell-main')?.scrollTo({ top: 0 });
    },
    [saver, change],
  );
  const visit = useCallback(
    (path: string) => {
      const place = store.fields.get(fieldOf(path).field)?.section.id;
      if (place) change({ section: place });
      setGoal(path);
    },
    [store, change],
  );
  useEffect(() => {
    if (goal) focusField(goal);
    setGoal('');
  }, [goal]);
  useShortcut('s', () => void saver.saveAll().then(() => queries.invalidateQueries({ queryKey: ['/api/v1/filings/{id}'] })));
  const discuss = useCallback((field: string) => {
    setDiscussed(field);
    setSide('comments');
  }, []);
  const settle = useCallback(() => saver.evaluate(), [saver]);
  const { codes, writable, previous, submitted, comments } = view;
  const work: Work = useMemo(
    () => ({ filing: filing.id, store, codes, writable, previous, submitted, comments, settle, discuss, visit }),
    [filing.id, store, codes, writable, previous, submitted, comments, settle, discuss, visit],
  );
  const clash = saver.clashes[0];
  return (
    <WorkContext.Provider value={work}>
      <Page
        back={objectPage('filings', filing.id)}
        title={
          <>
            {title(view.definition.title)} <ExampleBadge show={filing.example} /> <FilingState row={filing} />
            <span className="muted subtitle">{[title(filing.procedure_title), filing.subject, filing.period, filing.applicant_name].filter(Boolean).join(' · ')}</span>
          </>
        }
        extra={
          <>
            {view.judgeable ? <Go to={formPage(filing.id, view.definition.id, true)}><SafetyOutlined aria-hidden /> {t('verify.open')}</Go> : null}
            {view.writable ? (
              <>
                <SaveMark saver={saver} />
                <Button icon={<ImportOutlined aria-hidden />} onClick={() => setImporting(true)}>{t('import.button')}</Button>
                <Button type="primary" icon={<SaveOutlined aria-hidden />} title="Ctrl+S" onClick={() => void saver.saveAll()}>{t('action.save')}</Button>
              </>
            ) : <Tag>{t('fill.read_only')}</Tag>}
          </>
        }
      >
        <ExampleLine show={filing.example} />
        <Notices saver={saver} />
        <div className="fill">
          <SectionNav current={section.id} onGo={go} />
          <SectionView section={section} onGo={go} />
          <aside className="fill-side" aria-label={t('fill.side')}>
            <Side side={side} onSide={setSide} discussed={discussed} onDiscussed={setDiscussed} />
          </aside>
        </div>
        {importing ? <ImportModal onClose={() => setImporting(false)} /> : null}
        {clash ? <ClashModal key={`${clash.section}${clash.revision}`} clash={clash} saver={saver} /> : null}
      </Page>
    </WorkContext.Provider>
  );
}

/** Brings a field into view, and the cursor into it. */
function focusField(path: string): void {
  const { field } = fieldOf(path);
  const place = document.getElementById(`field-${field}`);
  place?.scrollIntoView({ block: 'center' });
  const control = document.getElementById(`f-${path}`) ?? document.getElementById(`f-${field}`);
  (control?.matches('input, textarea') ? control : control?.querySelector<HTMLElement>('input, textarea, button'))?.focus({ preventScroll: true });
  place?.classList.add('field-found');
  setTimeout(() => place?.classList.remove('field-found'), 1600);
}

function useShortcut(key: string, run: () => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== key) return;
      event.preventDefault();
      run();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  });
}

function Notices({ saver }: { saver: Saver }) {
  const { t } = useTranslation();
  return (
    <>
      {saver.restored > 0 ? <Alert type="info" showIcon closable style={{ marginBottom: 8 }} title={t('fill.restored', { count: saver.restored })} /> : null}
      {saver.refusal ? <Alert type="error" showIcon className="verdict" style={{ marginBottom: 8 }} title={t('fill.refused')} description={<ProblemText problem={asProblem(saver.refusal)} />} /> : null}
    </>
  );
}

/** Whether everything is with the server, in one word. */
function SaveMark({ saver }: { saver: Saver }) {
  const { t } = useTranslation();
  const { store } = useWork();
  const states = new Set(store.form.sections.map((section) => section.id).map((id) => store.save(id)));
  useSyncExternalStore(useCallback((listener) => store.subscribe('save', listener), [store]), () => store.form.sections.map((section) => store.save(section.id)).join());
  const state = (['conflict', 'refused', 'offline', 'saving', 'changed'] as const).find((one) => states.has(one)) ?? 'saved';
  const colour = { conflict: 'red', refused: 'red', offline: 'orange', saving: 'blue', changed: 'default', saved: 'green' }[state];
  return (
    <Tag className="save-mark" role="status" data-save={state} color={colour} icon={state === 'saved' ? <CheckOutlined aria-hidden /> : <CloudSyncOutlined aria-hidden />} title={saver.restored > 0 ? t('fill.restored', { count: saver.restored }) : undefined}>
      {t(`fill.save_${state}`)}
    </Tag>
  );
}

function SectionNav({ current, onGo }: { current: string; onGo: (section: string) => void }) {
  const { t } = useTranslation();
  const { store } = useWork();
  const evaluation = useEvaluation();
  const sections = store.form.sections.filter((section) => store.section(section.id).visible);
  const total = sections.map((section) => store.section(section.id)).reduce((sum, one) => ({ asked: sum.asked + one.asked, answered: sum.answered + one.answered }), { asked: 0, answered: 0 });
  return (
    <nav className="fill-nav" aria-label={t('fill.sections')}>
      <Progress percent={total.asked > 0 ? Math.floor((100 * total.answered) / total.asked) : 100} size="small" />
      <ol>
        {sections.map((section) => (
          <SectionLink key={section.id} section={section} current={section.id === current} onGo={onGo} />
        ))}
      </ol>
      {evaluation.complete ? <Tag color="green">{t('fill.complete')}</Tag> : null}
    </nav>
  );
}

function SectionLink({ section, current, onGo }: { section: Section; current: boolean; onGo: (section: string) => void }) {
  const { t } = useTranslation();
  const title = useTitle();
  const state = useSectionState(section.id);
  const save = useSaveState(section.id);
  return (
    <li>
      <button type="button" aria-current={current ? 'step' : undefined} onClick={() => onGo(section.id)}>
        <span className="section-name">{title(section.title)}{save === 'saved' ? '' : ' •'}</span>
        <span className="muted">{state.answered}/{state.asked}</span>
        {state.errors > 0 ? <Badge count={state.errors} size="small" title={t('fill.errors', { count: state.errors })} /> : state.asked > 0 && state.answered >= state.asked ? <CheckOutlined className="good" aria-label={t('fill.section_done')} /> : null}
      </button>
    </li>
  );
}

function SectionView({ section, onGo }: { section: Section; onGo: (section: string) => void }) {
  const { t } = useTranslation();
  const title = useTitle();
  const { store, previous, writable, settle } = useWork();
  useEvaluation();
  const sections = store.form.sections.filter((one) => store.section(one.id).visible);
  const at = sections.findIndex((one) => one.id === section.id);
  const open = section.fields.filter((field) => !isEmpty(previous?.[field.id]) && field.type !== 'pledge' && field.type !== 'computed' && !store.carried(field.id) && !store.state(field.id).hidden);
  const confirmAll = () => {
    for (const field of open) if (isEmpty(store.value(field.id))) store.set(field.id, previous![field.id], 'confirmed');
    settle();
  };
  const offered = open.filter((field) => isEmpty(store.value(field.id))).length;
  return (
    <section className="fill-main" aria-label={title(section.title)}>
      <div className="fill-head">
        <h2>{title(section.title)}</h2>
        <SourceMark source={section.source} />
        <span className="grow" />
        {writable && offered > 0 ? <Button size="small" onClick={confirmAll}>{t('fill.confirm_all', { count: offered })}</Button> : null}
      </div>
      {at === 0 ? <FormNotes /> : null}
      {section.help ? <p className="muted">{title(section.help)}</p> : null}
      {partsOf(section).map((part) => (
        <div className="fields" key={`${section.id}/${part[0]!.id}`}>
          {part.map((field) => (
            <FieldView key={field.id} field={field} />
          ))}
        </div>
      ))}
      <Space className="fill-foot">
        <Button icon={<LeftOutlined aria-hidden />} disabled={at <= 0} onClick={() => onGo(sections[at - 1]!.id)}>{t('fill.previous_section')}</Button>
        <Button type="primary" disabled={at >= sections.length - 1} onClick={() => onGo(sections[at + 1]!.id)}>{t('fill.next_section')} <RightOutlined aria-hidden /></Button>
      </Space>
    </section>
  );
}

/** Questions that are laid out together: a text that grows moves its own part, not five hundred questions. */
const PART = 24;

/** A section in parts that end with a whole row of two. */
function partsOf(section: Section): Field[][] {
  const parts: Field[][] = [[]];
  let half = false;
  for (const field of section.fields) {
    if (parts.at(-1)!.length >= PART && !half) parts.push([]);
    parts.at(-1)!.push(field);
    half = !isWide(field) && !half;
  }
  return parts.filter((part) => part.length > 0);
}

function FormNotes() {
  const { t } = useTranslation();
  const title = useTitle();
  const { store } = useWork();
  const notes = store.form.notes ?? [];
  if (notes.length === 0) return null;
  return (
    <details className="form-notes">
      <summary>{t('fill.notes')}</summary>
      <ol>{notes.map((note) => <li key={note.zh}>{title(note)}</li>)}</ol>
    </details>
  );
}

function Side({ side, onSide, discussed, onDiscussed }: { side: string; onSide: (side: string) => void; discussed: string; onDiscussed: (field: string) => void }) {
  const { t } = useTranslation();
  const { comments } = useWork();
  const evaluation = useEvaluation();
  const scored = evaluation.scores.length + evaluation.results.length > 0;
  const errors = Object.values(evaluation.fields).filter((state) => !state.hidden).flatMap((state) => state.remarks ?? []).concat(evaluation.remarks).filter((remark) => !remark.warning).length;
  return (
    <Tabs
      size="small"
      tabBarGutter={11}
      activeKey={side || (scored ? 'score' : 'remarks')}
      onChange={onSide}
      items={[
        ...(scored ? [{ key: 'score', label: t('fill.score'), children: <ScorePanel /> }] : []),
        { key: 'remarks', label: <>{t('fill.remarks')} {errors > 0 ? <Badge count={errors} size="small" /> : null}</>, children: <RemarksPanel /> },
        { key: 'comments', label: `${t('fill.comments')}${comments.length > 0 ? ` ${comments.length}` : ''}`, children: <CommentsPanel field={discussed} onField={onDiscussed} /> },
        { key: 'differences', label: t('fill.differences'), children: <DifferencesPanel /> },
      ]}
    />
  );
}

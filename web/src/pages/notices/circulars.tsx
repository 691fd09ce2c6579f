// Circulars: one letter to many; who got it, read it, signed for it, replied, and who is late.
import { useParams, useRouter } from '@tanstack/react-router';
import { Alert, Button, Card, Form, Input, Modal, Progress, Tag } from 'antd';
import { useState, type Key } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client';
import { useCommand, useGet, useList } from '../../api/hooks';
import type { CircularDetail, CircularFigures, CircularRow, CopyRow } from '../../api/loop';
import { count } from '../../format';
import { useWord } from '../../i18n/words';
import { useConditionText } from '../../loop/conditions';
import { LoopSteps } from '../../loop/batch';
import { Fields } from '../../ui/fields';
import { pick, useFilter } from '../../ui/filters';
import { Go } from '../../ui/go';
import { Page, Ready } from '../../ui/page';
import { PaperButtons } from '../../ui/paper';
import { TlpTag } from '../../ui/policy';
import { FileLink, SealMark } from '../../ui/seal';
import { DataTable, Filters } from '../../ui/table';
import { Due, SeverityTag, StateTag, Time } from '../../ui/tags';
import { objectPage, page } from '../../url';
import { NoticeTabs } from './tabs';

const GENRES = ['notice', 'warning', 'advice', 'correction'];
/** Figures of a circular, in the order a letter goes through them. */
const STAGES = ['delivered', 'read', 'signed', 'replied', 'closed'] as const;

export function Circulars() {
  const { t } = useTranslation();
  const word = useWord();
  const router = useRouter();
  const [filter] = useFilter();
  const list = useList('/api/v1/circulars', pick(filter, ['genre', 'series', 'year', 'q']));
  return (
    <Page title={t('circulars.title')}>
      <NoticeTabs />
      <Filters specs={[{ name: 'genre', label: t('compose.genre'), options: GENRES.map((value) => ({ value, label: word('genre', value) })) }, { name: 'q', label: t('notices.search'), width: 240 }]} />
      <DataTable<CircularRow>
        label={t('circulars.title')}
        list={list}
        rowKey={(row) => row.id}
        onOpen={(row) => router.history.push(objectPage('circulars', row.id))}
        rowClass={(row) => (row.figures.overdue > 0 ? 'is-overdue' : '')}
        columns={[
          { title: t('notices.number'), render: (_, row) => <Go to={objectPage('circulars', row.id)}>{row.number} {row.issue}</Go> },
          { title: t('notices.title'), dataIndex: 'title', className: 'wrap' },
          { title: t('compose.genre'), render: (_, row) => word('genre', row.genre) },
          { title: t('findings.severity'), render: (_, row) => <SeverityTag severity={row.severity} /> },
          { title: t('circulars.recipients'), align: 'right', render: (_, row) => count(row.figures.recipients) },
          { title: t('circulars.stage_signed'), render: (_, row) => <Share part={row.figures.signed} whole={row.figures.recipients} /> },
          { title: t('circulars.stage_closed'), render: (_, row) => <Share part={row.figures.closed} whole={row.figures.recipients} /> },
          { title: t('tasks.overdue'), align: 'right', render: (_, row) => (row.figures.overdue > 0 ? <span className="overdue">{count(row.figures.overdue)}</span> : 0) },
          { title: t('notices.due'), render: (_, row) => <Time ms={row.due} /> },
          { title: t('notices.issued'), render: (_, row) => <Time ms={row.issued} /> },
        ]}
      />
    </Page>
  );
}

function Share({ part, whole }: { part: number; whole: number }) {
  return <Progress percent={whole > 0 ? Math.round((100 * part) / whole) : 0} size="small" style={{ width: 120 }} format={() => `${count(part)}/${count(whole)}`} />;
}

/** The board of one circular. */
export function Circular() {
  const { t } = useTranslation();
  const router = useRouter();
  const { id = '' } = useParams({ strict: false });
  const circular = useGet('/api/v1/circulars/{id}', { path: { id } });
  const [withdrawing, setWithdrawing] = useState(false);
  const row = circular.data;
  const may = (action: string) => row?.actions.includes(action) ?? false;
  return (
    <Page
      back="/circulars"
      title={row ? <><SeverityTag severity={row.severity} /> {row.number} {row.issue}</> : t('circulars.title')}
      extra={
        row ? (
          <>
            <PaperButtons path={`/api/v1/circulars/${id}/document`} name={row.number} />
            {may('correct') ? <Button onClick={() => router.history.push(page('/notice-drafts/new', { corrects: id }))}>{t('circulars.correct')}</Button> : null}
            {may('withdraw') ? <Button danger onClick={() => setWithdrawing(true)}>{t('circulars.withdraw')}</Button> : null}
          </>
        ) : null
      }
    >
      <Ready query={circular}>{(data) => <Content circular={data} />}</Ready>
      {withdrawing && row ? <Withdraw circular={row} onClose={() => setWithdrawing(false)} /> : null}
    </Page>
  );
}

function Content({ circular }: { circular: CircularDetail }) {
  const { t } = useTranslation();
  return (
    <div className="stack">
      {circular.corrected_by ? <Alert type="warning" showIcon title={<>{t('circulars.corrected')} <Go to={objectPage('circulars', circular.corrected_by)}>{t('circulars.open_correction')}</Go></>} /> : null}
      {circular.corrects ? <Alert type="info" showIcon title={<>{t('circulars.corrects')} <Go to={objectPage('circulars', circular.corrects)}>{circular.corrects_number}</Go></>} /> : null}
      {circular.forwards ? <Alert type="info" showIcon title={<>{t('circulars.forwards')} <Go to={objectPage('notices', circular.forwards)}>{circular.forwarded_number}</Go></>} /> : null}
      <Stages id={circular.id} figures={circular.figures} due={circular.due} />
      <Copies circular={circular} />
      <LetterText circular={circular} />
    </div>
  );
}

/** How far the letter has come; each figure filters the recipients below. */
function Stages({ id, figures, due }: { id: string; figures: CircularFigures; due: number }) {
  const { t } = useTranslation();
  const [filter] = useFilter();
  const at = objectPage('circulars', id);
  const stage = (is: string, value: number, whole?: number, bad?: boolean) => (
    <Go key={is} to={filter.is === is ? at : page(at, { is })} className={`stage ${filter.is === is ? 'stage-on' : ''}`} aria-label={`${t(`circulars.stage_${is}`)}: ${value}`}>
      <span>{t(`circulars.stage_${is}`)}</span>
      <b className={bad && value > 0 ? 'overdue' : undefined}>{count(value)}</b>
      {whole ? <Progress percent={Math.round((100 * value) / whole)} showInfo={false} size="small" /> : null}
    </Go>
  );
  return (
    <div className="stages">
      <Go to={at} className={`stage ${filter.is ? '' : 'stage-on'}`}><span>{t('circulars.recipients')}</span><b>{count(figures.recipients)}</b></Go>
      {figures.written < figures.recipients ? stage('written', figures.written, figures.recipients) : null}
      {STAGES.map((is) => stage(is, figures[is], figures.recipients))}
      {stage('overdue', figures.overdue, undefined, true)}
      {figures.withdrawn > 0 ? stage('withdrawn', figures.withdrawn) : null}
      <div className="stage"><span>{t('notices.clock')}</span><Due ms={due} done={figures.closed + figures.withdrawn >= figures.recipients} /></div>
    </div>
  );
}

function Copies({ circular }: { circular: CircularDetail }) {
  const { t } = useTranslation();
  const router = useRouter();
  const [filter, change] = useFilter();
  const [chosen, setChosen] = useState<Key[]>([]);
  const list = useList('/api/v1/circulars/{id}/copies', pick(filter, ['is', 'q']), true, { id: circular.id });
  const NOT = ['-delivered', '-read', '-signed', '-replied', '-closed'];
  return (
    <div>
      <Filters specs={[{ name: 'q', label: t('issue.who'), width: 220 }]}>
        {NOT.map((is) => <Button key={is} size="small" type={filter.is === is ? 'primary' : 'default'} aria-pressed={filter.is === is} onClick={() => change({ is: filter.is === is ? undefined : is })}>{t(`circulars.not_${is.slice(1)}`)}</Button>)}
        <LoopSteps ids={chosen.map(String)} titles={new Map(list.items.map((row) => [row.notice, row.recipient_name]))} onDone={() => setChosen([])} />
      </Filters>
      <DataTable<CopyRow>
        label={t('circulars.board')}
        list={list}
        rowKey={(row) => row.notice}
        onOpen={(row) => router.history.push(objectPage('notices', row.notice))}
        rowClass={(row) => (row.overdue ? 'is-overdue' : '')}
        selection={{ keys: chosen, onChange: setChosen }}
        columns={[
          { title: t('notices.recipient'), render: (_, row) => <Go to={objectPage('notices', row.notice)}>{row.recipient_name}</Go> },
          { title: t('issue.rule'), render: (_, row) => <Rule rule={row.rule} /> },
          { title: t('circulars.delivery'), render: (_, row) => <Go to={page('/deliveries', { object: row.notice })}><StateTag group="delivery_state" state={row.delivery || 'none'} /></Go> },
          { title: t('circulars.stage_read'), render: (_, row) => <Time ms={row.read} /> },
          { title: t('circulars.stage_signed'), render: (_, row) => <Time ms={row.signed} /> },
          { title: t('circulars.stage_replied'), render: (_, row) => <Time ms={row.replied} /> },
          { title: t('circulars.stage_closed'), render: (_, row) => <Time ms={row.closed} /> },
          { title: t('notices.state'), render: (_, row) => <>{row.state ? <StateTag group="state" state={row.state} /> : <span className="muted">{t('circulars.not_written')}</span>} {row.overdue ? <Tag color="red">{t('tasks.overdue')}</Tag> : null}</> },
        ]}
      />
    </div>
  );
}

function Rule({ rule }: { rule: string }) {
  const word = useWord();
  return <Tag>{['named', 'report', 'query'].includes(rule) ? word('delivery_rule', rule) : rule}</Tag>;
}

function LetterText({ circular }: { circular: CircularDetail }) {
  const { t } = useTranslation();
  const says = useConditionText();
  const { letter } = circular;
  return (
    <Card size="small" title={circular.title} extra={<SealMark seal={circular.seal} />}>
      <div className="notice-text">{letter.text}</div>
      <Fields
        column={2}
        rows={[
          [t('drafts.written_by'), circular.author],
          [t('drafts.reviewed_by'), circular.reviewed_by],
          [t('notices.issued'), <Time key="i" ms={circular.issued} />],
          ['TLP', <TlpTag key="t" tlp={letter.tlp} />],
          [t('compose.mark'), letter.mark],
          [t('compose.hazard'), letter.hazard ? <code key="h">{letter.hazard}</code> : undefined],
          [t('compose.checks'), (letter.checks ?? []).length > 0 ? <ul key="c" className="wrongs">{letter.checks!.map((check, index) => <li key={index}>{says(check)}</li>)}</ul> : undefined],
          [t('compose.attachments'), (letter.attachments ?? []).length > 0 ? <div key="a">{letter.attachments!.map((file) => <div key={file.digest}><FileLink attachment={file} /></div>)}</div> : undefined],
          [t('compose.paper_code'), circular.paper_code ? <code key="p">{circular.paper_code}</code> : undefined],
        ]}
      />
    </Card>
  );
}

function Withdraw({ circular, onClose }: { circular: CircularDetail; onClose: () => void }) {
  const { t } = useTranslation();
  const withdraw = useCommand((reason: string) => call('post', '/api/v1/circulars/{id}/withdraw', { path: { id: circular.id }, body: { reason } }), t('circulars.withdrawn'));
  return (
    <Modal open title={t('circulars.withdraw')} footer={null} onCancel={onClose}>
      <Alert type="warning" showIcon style={{ marginBottom: 12 }} title={t('circulars.withdraw_explain', { count: circular.figures.recipients - circular.figures.closed - circular.figures.withdrawn })} />
      <Form<{ reason: string }> layout="vertical" onFinish={({ reason }) => withdraw.mutate(reason.trim(), { onSuccess: onClose })}>
        <Form.Item name="reason" label={t('consents.reason')} rules={[{ required: true, whitespace: true, message: t('form.required') }]}>
          <Input.TextArea rows={3} maxLength={2000} autoFocus />
        </Form.Item>
        <Button type="primary" danger htmlType="submit" loading={withdraw.isPending}>{t('circulars.withdraw')}</Button>
      </Form>
    </Modal>
  );
}

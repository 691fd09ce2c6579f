// The page of a loop: of a hazard in whole; of a notice or task the way to its page; for others the
// course alone.
import { useParams } from '@tanstack/react-router';
import { Alert, Button, Card, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client';
import { useCommand, useGet } from '../../api/hooks';
import type { LoopDetail } from '../../api/loop';
import { useWord } from '../../i18n/words';
import { OutcomeTag } from '../../loop/conditions';
import { LoopState } from '../../loop/state';
import { Counts, LoopWork } from '../../loop/work';
import { useMay } from '../../may';
import { useMe } from '../../me';
import { Fields } from '../../ui/fields';
import { Go } from '../../ui/go';
import { Page, Ready } from '../../ui/page';
import { Due, SeverityTag, Techniques, Time, useSpan } from '../../ui/tags';
import { loopPage, page } from '../../url';

export function Loop() {
  const { t } = useTranslation();
  const word = useWord();
  const may = useMay();
  const { id = '' } = useParams({ strict: false });
  const loop = useGet('/api/v1/loops/{id}', { path: { id } });
  const [supervising, setSupervising] = useState(false);
  const row = loop.data;
  return (
    <Page
      back="/loops"
      title={row ? <><SeverityTag severity={row.severity} /> {row.title || row.number || word('loop_source', row.source)} <LoopState source={row.source} state={row.state} /></> : t('nav.loops')}
      extra={
        row ? (
          <>
            {row.party && row.source !== 'finding' && loopPage(row.source, id) !== loopPage('', id) ? <Go to={loopPage(row.source, id)}>{t('loop.open_subject', { what: word('loop_source', row.source) })}</Go> : null}
            {row.hazard ? <Go to={page('/loops', { hazard: row.hazard, view: 'list' })}>{t('loop.same_hazard')}</Go> : null}
            {may('notice_issue') && !row.supervised && !['issuer', 'recipient'].includes(row.party) ? <Button onClick={() => setSupervising(true)}>{t('loop.supervise')}</Button> : null}
          </>
        ) : null
      }
    >
      <Ready query={loop}>{(data) => (['issuer', 'recipient'].includes(data.party) ? <div className="columns"><Head loop={data} /><LoopWork id={id} /></div> : <div className="stack"><Alert type="info" showIcon title={t('loops.summary_only')} /><Head loop={data} />{data.party === 'supervisor' ? <LoopWork id={id} /> : null}</div>)}</Ready>
      {supervising ? <Supervise id={id} onClose={() => setSupervising(false)} /> : null}
    </Page>
  );
}

function Head({ loop }: { loop: LoopDetail }) {
  const { t } = useTranslation();
  const word = useWord();
  const span = useSpan();
  const { tenant } = useMe();
  return (
    <div className="stack">
      {loop.text ? <Card size="small" title={loop.title}><div className="notice-text">{loop.text}</div></Card> : null}
      <Fields
        column={2}
        rows={[
          [t('loops.source'), word('loop_source', loop.source)],
          [t('notices.number'), loop.number],
          [t('notices.issuer'), loop.issuer === tenant ? `${loop.issuer_name}${t('loop.we')}` : loop.issuer_name],
          [t('notices.recipient'), loop.recipient === tenant ? `${loop.recipient_name}${t('loop.we')}` : loop.recipient_name],
          [t('loops.region'), word('region', loop.region)],
          [t('tenants.industry'), loop.industry ? word('industry', loop.industry) : undefined],
          [t('findings.techniques'), loop.techniques.length > 0 ? <Techniques key="t" ids={loop.techniques} names /> : undefined],
          [t('notices.issued'), <Time key="i" ms={loop.issued} />],
          [t('notices.clock'), <Due key="d" ms={loop.due} done={!loop.open} />],
          [t('loop.signed_at'), loop.signed ? <Time key="s" ms={loop.signed} /> : undefined],
          [t('loops.closed'), loop.closed ? <Time key="c" ms={loop.closed} /> : undefined],
          [t('loops.took'), loop.closed ? span(loop.closed - loop.issued) : undefined],
          [t('loop.counts'), <Counts key="n" loop={loop} />],
          [t('loops.rechecked'), loop.rechecked ? <OutcomeTag key="r" outcome={loop.rechecked} /> : undefined],
          [t('notice.procedure'), loop.procedure],
        ]}
      />
    </div>
  );
}

/** The tier above takes a loop under its eye; both parties are told. */
function Supervise({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const take = useCommand((text: string) => call('post', '/api/v1/loops/{id}/supervise', { path: { id }, body: { text } }), t('loop.supervise_done'));
  return (
    <Modal open title={t('loop.supervise')} footer={null} onCancel={onClose}>
      <p className="muted">{t('loop.supervise_explain')}</p>
      <Form<{ text: string }> layout="vertical" onFinish={({ text }) => take.mutate(text.trim(), { onSuccess: onClose })}>
        <Form.Item name="text" label={t('loop.demand')} rules={[{ required: true, whitespace: true, message: t('form.required') }]}>
          <Input.TextArea rows={3} maxLength={2000} autoFocus />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={take.isPending}>{t('loop.supervise')}</Button>
      </Form>
    </Modal>
  );
}

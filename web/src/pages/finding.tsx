import { useParams } from '@tanstack/react-router';
import { Alert, Button, Card, Form, Input, Modal, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client';
import { useCommand, useGet } from '../api/hooks';
import type { FindingBody, FindingDetail, FindingState, ProbeEvent } from '../api/types';
import { useOpenHazard } from '../loop/open';
import { useMay } from '../may';
import { AcceptModal } from '../ui/accept';
import { EvidenceTable, Params } from '../ui/evidence';
import { Fields } from '../ui/fields';
import { useFindingTitle } from '../ui/finding-title';
import { Go } from '../ui/go';
import { ObservationDrawer, asEvent } from '../ui/observation';
import { Page, Ready } from '../ui/page';
import { CaptureTime, Host, SeverityTag, StateTag, Techniques, Time } from '../ui/tags';
import { objectPage } from '../url';
import { ReportModal } from './report-modal';

/** One finding: what happened, the proof, what to do, and the officer's decision. */
export function Finding() {
  const { t } = useTranslation();
  const { id = '' } = useParams({ strict: false });
  const finding = useGet('/api/v1/findings/{id}', { path: { id } });
  const title = useFindingTitle();
  const row = finding.data;
  return (
    <Page
      back="/findings"
      title={row ? <><SeverityTag severity={row.severity} /> {title(row)} <StateTag group="finding_state" state={row.state} /></> : t('nav.findings')}
      extra={row ? <Actions finding={row} /> : null}
    >
      <Ready query={finding}>{(data) => <Content finding={data} />}</Ready>
    </Page>
  );
}

function Content({ finding }: { finding: FindingDetail }) {
  const { t, i18n } = useTranslation();
  const body = finding.body as unknown as FindingBody;
  const advice = i18n.language === 'en' ? finding.advice_en : finding.advice_zh;
  const [shown, setShown] = useState<{ reference?: string; event?: ProbeEvent }>({});
  const open = (index: number) => {
    const reference = body.evidence[index]?.event ?? undefined;
    const kept = body.observations[index];
    setShown(kept ? { event: asEvent(kept) } : { reference });
  };
  return (
    <div className="stack">
      <Fields
        column={3}
        rows={[
          [t('observation.source'), <Host key="s" host={finding.source} />],
          [t('observation.target'), <Host key="t" host={finding.target} />],
          [t('observation.protocol'), `${finding.protocol} · ${finding.operation}`],
          [t('findings.techniques'), <Techniques key="a" ids={finding.techniques} names />],
          [t('findings.time'), <CaptureTime key="c" ns={finding.time} />],
          [t('findings.raised'), <Time key="r" ms={finding.raised} />],
          [t('findings.occurrences'), finding.occurrences],
          [t('findings.last'), <CaptureTime key="o" ns={finding.last_occurrence} />],
          [t('findings.rule'), `${finding.rule} · ${body.pack}`],
          [t('observation.message'), finding.message],
          [t('findings.maintenance'), finding.maintenance ? t('findings.in_maintenance') : undefined],
          [t('findings.note'), body.note],
          [t('findings.report'), finding.report ? <Go key="p" to={objectPage('reports', finding.report)}>{t('findings.reported')}</Go> : undefined],
        ]}
      />
      <Params params={body.params} />
      {advice ? <Alert type="info" showIcon title={t('findings.advice')} description={advice} /> : null}
      <Card size="small" title={t('findings.evidence', { count: body.evidence.length })} styles={{ body: { padding: 0 } }}>
        <EvidenceTable evidence={body.evidence} onOpen={open} />
      </Card>
      <ObservationDrawer {...shown} onClose={() => setShown({})} />
    </div>
  );
}

const DECISIONS: { state: FindingState; danger?: boolean }[] = [{ state: 'confirmed' }, { state: 'false_positive' }, { state: 'closed' }];

function Actions({ finding }: { finding: FindingDetail }) {
  const { t } = useTranslation();
  const may = useMay();
  const [deciding, setDeciding] = useState<FindingState>();
  const [reporting, setReporting] = useState(false);
  const [accepting, setAccepting] = useState(false);
  const hazard = useOpenHazard(() => call('post', '/api/v1/findings/{id}/hazard', { path: { id: finding.id } }));
  if (!may('finding_decide')) return null;
  return (
    <>
      {DECISIONS.filter(({ state }) => state !== finding.state).map(({ state }) => (
        <Button key={state} onClick={() => setDeciding(state)}>
          {t(`findings.decide_${state}`)}
        </Button>
      ))}
      {finding.acceptable ? <Button onClick={() => setAccepting(true)}>{t('review.accept')}</Button> : null}
      <Button loading={hazard.isPending} onClick={() => hazard.mutate(undefined)}>{t('hazards.from_finding')}</Button>
      {finding.report ? null : (
        <Button type="primary" onClick={() => setReporting(true)}>
          {t('findings.report_up')}
        </Button>
      )}
      <TriageModal finding={finding} state={deciding} onClose={() => setDeciding(undefined)} />
      <AcceptModal finding={accepting ? finding : undefined} onClose={() => setAccepting(false)} />
      {reporting ? <ReportModal finding={finding} onClose={() => setReporting(false)} /> : null}
    </>
  );
}

function TriageModal({ finding, state, onClose }: { finding: FindingDetail; state?: FindingState; onClose: () => void }) {
  const { t } = useTranslation();
  const triage = useCommand(
    (note: string) => call('post', '/api/v1/findings/{id}/triage', { path: { id: finding.id }, body: { revision: finding.revision, state: state!, note } }),
    t('findings.decided'),
  );
  return (
    <Modal open={state !== undefined} title={state ? t(`findings.decide_${state}`) : ''} footer={null} onCancel={onClose} destroyOnHidden>
      <Form<{ note?: string }> layout="vertical" onFinish={({ note }) => triage.mutate(note ?? '', { onSuccess: onClose })}>
        <Form.Item name="note" label={t('findings.note')}>
          <Input.TextArea rows={4} maxLength={2000} showCount autoFocus />
        </Form.Item>
        <Space>
          <Button type="primary" htmlType="submit" loading={triage.isPending}>
            {t('action.confirm')}
          </Button>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
        </Space>
      </Form>
    </Modal>
  );
}

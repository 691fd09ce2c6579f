import { DiffOutlined } from '@ant-design/icons';
import { useParams, useRouter } from '@tanstack/react-router';
import { Alert, Button, Card, Table, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useGet } from '../api/hooks';
import type { ProgramDetail, ProgramVersion } from '../api/types';
import { bytes, count } from '../format';
import { useWord } from '../i18n/words';
import { Fields } from '../ui/fields';
import { Go } from '../ui/go';
import { ObservationDrawer } from '../ui/observation';
import { Page, Ready } from '../ui/page';
import { Complete, Direction } from '../ui/program';
import { CaptureTime, Hash, Host } from '../ui/tags';
import { page } from '../url';

/** One program of a controller: its versions, who moved them, and the way to what changed. */
export function Program() {
  const { t } = useTranslation();
  const { id = '' } = useParams({ strict: false });
  const program = useGet('/api/v1/programs/{id}', { path: { id } });
  const row = program.data;
  return (
    <Page
      back="/programs"
      title={row ? <>{row.name || t('programs.unnamed')} <Tag color="blue">{row.protocol}</Tag></> : t('nav.programs')}
      extra={row ? <><Go to={page('/files', { host: row.host, class: row.class })}>{t('programs.its_files')}</Go><Go to={page('/observations', { host: row.host, risk: 'program' })}>{t('programs.its_operations')}</Go></> : null}
    >
      <Ready query={program}>{(data) => <Content program={data} />}</Ready>
    </Page>
  );
}

function Content({ program }: { program: ProgramDetail }) {
  const { t } = useTranslation();
  const word = useWord();
  const [reference, setReference] = useState<string>();
  return (
    <div className="stack">
      {program.versions > 1 ? <Alert type="warning" showIcon title={t('programs.changed_times', { value: program.versions - 1 })} /> : null}
      <Fields
        column={3}
        rows={[
          [t('programs.host'), <Host key="h" host={program.host} />],
          [t('programs.class'), word('file_class', program.class)],
          [t('programs.kind'), program.kind],
          [t('programs.versions'), program.versions],
          [t('programs.transfers'), count(program.transfers)],
          [t('programs.size'), bytes(program.latest.size)],
          [t('assets.first'), <CaptureTime key="f" ns={program.first} />],
          [t('assets.last'), <CaptureTime key="l" ns={program.last} />],
          [t('programs.by'), <Host key="b" host={program.latest.by} />],
        ]}
      />
      <Fields
        column={1}
        rows={[
          ['SHA-256', <code key="s" className="hash">{program.latest.sha256}</code>],
          ['SM3', <code key="m" className="hash">{program.latest.sm3}</code>],
        ]}
      />
      <Versions id={program.id} history={program.history} onEvent={setReference} />
      <ObservationDrawer reference={reference} onClose={() => setReference(undefined)} />
    </div>
  );
}

function Versions({ id, history, onEvent }: { id: string; history: ProgramVersion[]; onEvent: (reference: string) => void }) {
  const { t } = useTranslation();
  const router = useRouter();
  const kept = history.filter((version) => version.content).map((version) => version.number);
  const [picked, setPicked] = useState<number[]>(kept.slice(0, 2));
  const pair = [...picked].sort((a, b) => a - b);
  const difference = (from: number, to: number) => page(`/programs/${encodeURIComponent(id)}/diff`, { from, to });
  return (
    <Card
      size="small"
      title={t('programs.history')}
      extra={
        <Button
          type="primary"
          size="small"
          icon={<DiffOutlined aria-hidden />}
          disabled={pair.length !== 2}
          title={pair.length === 2 ? undefined : t('programs.pick_two')}
          onClick={() => router.history.push(difference(pair[0]!, pair[1]!))}
        >
          {t('programs.compare')}
        </Button>
      }
      styles={{ body: { padding: 0 } }}
    >
      <Table<ProgramVersion>
        size="small"
        rowKey="number"
        pagination={false}
        dataSource={history}
        scroll={{ x: 'max-content' }}
        rowSelection={{
          hideSelectAll: true,
          selectedRowKeys: picked,
          onChange: (keys) => setPicked(keys.map(Number).slice(-2)),
          getCheckboxProps: (row) => ({ disabled: !row.content, 'aria-label': t('programs.version', { value: row.number }) }),
        }}
        columns={[
          { title: t('programs.number'), render: (_, row) => <b>{t('programs.version', { value: row.number })}</b> },
          { title: t('programs.transferred'), render: (_, row) => <Button type="link" size="small" style={{ padding: 0 }} onClick={() => onEvent(row.reference)}><CaptureTime ns={row.first} /></Button> },
          { title: t('programs.by'), render: (_, row) => <Host host={row.by} /> },
          { title: t('programs.direction'), render: (_, row) => <Direction direction={row.direction} /> },
          { title: t('programs.size'), align: 'right', render: (_, row) => bytes(row.size) },
          { title: t('programs.bytes_seen'), render: (_, row) => <Complete complete={row.complete} /> },
          { title: 'SHA-256', render: (_, row) => <Hash text={row.sha256} /> },
          { title: 'SM3', render: (_, row) => <Hash text={row.sm3} /> },
          { title: t('programs.transfers'), align: 'right', render: (_, row) => count(row.transfers) },
          { title: t('assets.last'), render: (_, row) => <CaptureTime ns={row.last} /> },
          {
            title: '',
            render: (_, row) => {
              const before = kept.find((number) => number < row.number);
              if (!row.content) return <span className="muted">{t('programs.no_content')}</span>;
              return before === undefined ? null : <Go to={difference(before, row.number)}>{t('programs.with_before', { value: before })}</Go>;
            },
          },
        ]}
      />
    </Card>
  );
}

import { Button, Drawer, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useText, useList } from '../api/hooks';
import type { AuditRow } from '../api/types';
import { useWord } from '../i18n/words';
import { RECORD_KINDS } from '../ui/choices';
import { Fields } from '../ui/fields';
import { pick, useFilter } from '../ui/filters';
import { Go } from '../ui/go';
import { JsonText } from '../ui/json';
import { Page, Ready } from '../ui/page';
import { DataTable, Filters } from '../ui/table';
import { Hash, Time, Yes } from '../ui/tags';
import { page } from '../url';

/** The log as the audit trail: every record, and the chain it stands in. */
export function Audit() {
  const { t } = useTranslation();
  const word = useWord();
  const [filter] = useFilter();
  const list = useList('/api/v1/audit', pick(filter, ['author', 'kind', 'object']));
  const [open, setOpen] = useState<AuditRow>();
  return (
    <Page title={t('nav.audit')}>
      <Filters
        specs={[
          { name: 'author', label: t('audit.author'), width: 160 },
          { name: 'kind', label: t('audit.kind'), width: 150, options: RECORD_KINDS.map((value) => ({ value, label: word('record_kind', value) })) },
          { name: 'object', label: t('deliveries.object'), width: 310 },
        ]}
      />
      <DataTable<AuditRow>
        label={t('nav.audit')}
        list={list}
        rowKey={(row) => row.record}
        onOpen={setOpen}
        columns={[
          { title: t('audit.sequence'), align: 'right', render: (_, row) => <Button type="link" size="small" style={{ padding: 0 }} onClick={() => setOpen(row)}>{row.sequence}</Button> },
          { title: t('audit.time'), render: (_, row) => <Time ms={row.time} /> },
          { title: t('audit.author'), dataIndex: 'author' },
          { title: t('audit.kind'), render: (_, row) => <Tag>{word('record_kind', row.kind)}</Tag> },
          { title: t('deliveries.revision'), dataIndex: 'revision', align: 'right' },
          { title: t('audit.tenant'), render: (_, row) => <code>{row.tenant}</code> },
          { title: t('deliveries.object'), render: (_, row) => <Go to={page('/audit', { object: row.object })}><Hash text={row.object} length={13} /></Go> },
          { title: t('audit.hash'), render: (_, row) => <Hash text={row.hash} /> },
          { title: t('audit.segment'), align: 'right', render: (_, row) => row.segment ?? <span className="muted">{t('audit.unsigned')}</span> },
          { title: t('audit.seal'), align: 'center', render: (_, row) => (row.sealed ? <Yes label={t('notice.sealed')} /> : null) },
        ]}
      />
      <Drawer open={open !== undefined} onClose={() => setOpen(undefined)} size={720} title={t('audit.record', { sequence: open?.sequence ?? '' })} destroyOnHidden>
        {open ? <RecordView row={open} /> : null}
      </Drawer>
    </Page>
  );
}

function RecordView({ row }: { row: AuditRow }) {
  const { t } = useTranslation();
  const record = useText(`/api/v1/records/${row.record}`);
  return (
    <Ready query={record}>
      {(text) => (
        <div className="stack">
          <Fields
            column={1}
            rows={[
              [t('audit.hash'), <code key="h" className="hash">{row.hash}</code>],
              [t('audit.previous'), <code key="p" className="hash">{previousOf(text) || t('audit.first')}</code>],
              [t('audit.segment'), row.segment ?? t('audit.unsigned')],
              [t('audit.seal'), row.sealed ? t('notice.sealed') : t('audit.no_seal')],
              [t('audit.origin'), <code key="o">{row.origin}</code>],
            ]}
          />
          <h3>{t('audit.canonical')}</h3>
          <JsonText text={text} />
        </div>
      )}
    </Ready>
  );
}

function previousOf(text: string): string {
  try {
    return (JSON.parse(text) as { previous?: string }).previous ?? '';
  } catch {
    return '';
  }
}

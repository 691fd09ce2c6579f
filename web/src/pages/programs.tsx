import { useRouter } from '@tanstack/react-router';
import { Tag, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { useList } from '../api/hooks';
import type { ProgramRow } from '../api/types';
import { bytes, count } from '../format';
import { useWord } from '../i18n/words';
import { pick, useFilter } from '../ui/filters';
import { Go } from '../ui/go';
import { Page } from '../ui/page';
import { ProgramTabs } from '../ui/program';
import { DataTable, Filters } from '../ui/table';
import { CaptureTime, Hash, Host } from '../ui/tags';
import { objectPage } from '../url';

/** What runs in the controllers, as far as it crossed the wire. */
export function Programs() {
  const { t } = useTranslation();
  const word = useWord();
  const router = useRouter();
  const [filter] = useFilter();
  const list = useList('/api/v1/programs', pick(filter, ['q', 'host']));
  return (
    <Page title={t('nav.programs')}>
      <ProgramTabs />
      <Filters
        specs={[
          { name: 'q', label: t('programs.search'), width: 220 },
          { name: 'host', label: t('programs.host'), width: 170 },
        ]}
      />
      <DataTable<ProgramRow>
        label={t('nav.programs')}
        list={list}
        rowKey={(row) => row.id}
        onOpen={(row) => router.history.push(objectPage('programs', row.id))}
        empty={t('programs.empty')}
        columns={[
          { title: t('programs.name'), render: (_, row) => <Go to={objectPage('programs', row.id)}>{row.name || t('programs.unnamed')}</Go> },
          { title: t('programs.host'), render: (_, row) => <Host host={row.host} /> },
          { title: t('observation.protocol'), render: (_, row) => <Tag color="blue">{row.protocol}</Tag> },
          { title: t('programs.class'), render: (_, row) => <Tag color={row.class === 'firmware' ? 'red' : 'default'}>{word('file_class', row.class)}</Tag> },
          { title: t('programs.kind'), dataIndex: 'kind' },
          { title: t('programs.versions'), align: 'right', render: (_, row) => (row.versions > 1 ? <Tooltip title={t('programs.changed')}><b className="soon">{row.versions}</b></Tooltip> : row.versions) },
          { title: t('programs.transfers'), align: 'right', render: (_, row) => count(row.transfers) },
          { title: t('programs.size'), align: 'right', render: (_, row) => bytes(row.latest.size) },
          { title: 'SHA-256', render: (_, row) => <Hash text={row.latest.sha256} /> },
          { title: t('programs.by'), render: (_, row) => <Host host={row.latest.by} /> },
          { title: t('programs.last'), render: (_, row) => <CaptureTime ns={row.last} /> },
        ]}
      />
    </Page>
  );
}

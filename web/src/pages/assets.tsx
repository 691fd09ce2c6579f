import { Badge, Button, Tag } from 'antd';
import { useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useList } from '../api/hooks';
import type { AssetRow } from '../api/types';
import { useWord } from '../i18n/words';
import { pick, useFilter } from '../ui/filters';
import { Go } from '../ui/go';
import { Page } from '../ui/page';
import { useProtocols } from '../ui/protocols';
import { DataTable, Filters } from '../ui/table';
import { CaptureTime } from '../ui/tags';
import { objectPage, page } from '../url';
import { ROLES_OF_ASSETS } from '../ui/choices';

export function Assets() {
  const { t } = useTranslation();
  const word = useWord();
  const router = useRouter();
  const [filter] = useFilter();
  const protocols = useProtocols();
  const list = useList('/api/v1/assets', pick(filter, ['q', 'role', 'protocol']));
  return (
    <Page title={t('nav.assets')} extra={<Button onClick={() => router.history.push('/assets/graph')}>{t('nav.graph')}</Button>}>
      <Filters
        specs={[
          { name: 'q', label: t('assets.search'), width: 220 },
          { name: 'role', label: t('assets.role'), options: ROLES_OF_ASSETS.map((value) => ({ value, label: word('asset_role', value) })) },
          { name: 'protocol', label: t('assets.protocol'), options: protocols },
        ]}
      />
      <DataTable<AssetRow>
        label={t('nav.assets')}
        list={list}
        rowKey={(row) => row.id}
        onOpen={(row) => router.history.push(objectPage('assets', row.id))}
        columns={[
          { title: t('assets.host'), render: (_, row) => <Go to={objectPage('assets', row.id)}>{row.host}</Go> },
          { title: t('assets.vendor'), dataIndex: 'vendor' },
          { title: t('assets.role'), render: (_, row) => (row.role ? <Tag>{word('asset_role', row.role)}</Tag> : null) },
          { title: t('assets.model'), dataIndex: 'model' },
          { title: t('assets.firmware'), dataIndex: 'firmware' },
          { title: t('assets.level'), dataIndex: 'level', align: 'center' },
          { title: t('assets.protocols'), render: (_, row) => <span className="tags">{row.protocols.map((name) => <Tag key={name} color="blue">{name}</Tag>)}</span> },
          {
            title: t('assets.findings'),
            align: 'right',
            render: (_, row) =>
              row.findings > 0 ? <Go to={page('/findings', { q: row.host })}><Badge count={row.findings} color="#d4450c" /></Go> : 0,
          },
          { title: t('assets.last'), render: (_, row) => <CaptureTime ns={row.last} /> },
          { title: 'MAC', dataIndex: 'mac' },
        ]}
      />
    </Page>
  );
}

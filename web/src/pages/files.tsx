import { Button, Drawer, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useList } from '../api/hooks';
import type { FileRow } from '../api/types';
import { bytes, count } from '../format';
import { useWord } from '../i18n/words';
import { FILE_CLASSES } from '../ui/choices';
import { Fields } from '../ui/fields';
import { pick, useFilter } from '../ui/filters';
import { Go } from '../ui/go';
import { ObservationDrawer } from '../ui/observation';
import { Page } from '../ui/page';
import { Complete, ProgramTabs } from '../ui/program';
import { DataTable, Filters } from '../ui/table';
import { CaptureTime, Hash, Host } from '../ui/tags';
import { objectPage } from '../url';

/** Every file and program that crossed the wire, with digests and what YARA rules say of it. */
export function Files() {
  const { t } = useTranslation();
  const word = useWord();
  const [filter] = useFilter();
  const list = useList('/api/v1/files', pick(filter, ['q', 'matched', 'class', 'host']));
  const [shown, setShown] = useState<FileRow>();
  return (
    <Page title={t('files.title')}>
      <ProgramTabs />
      <Filters
        specs={[
          { name: 'q', label: t('files.search'), width: 240 },
          { name: 'host', label: t('observation.host'), width: 170 },
          { name: 'class', label: t('programs.class'), options: FILE_CLASSES.map((value) => ({ value, label: word('file_class', value) })) },
          { name: 'matched', label: t('files.matched'), width: 150, options: [{ value: 'true', label: t('files.matched_yes') }, { value: 'false', label: t('files.matched_no') }] },
        ]}
      />
      <DataTable<FileRow>
        label={t('files.title')}
        list={list}
        rowKey={(row) => row.id}
        onOpen={setShown}
        rowClass={(row) => (row.matches.length > 0 ? 'is-overdue' : '')}
        empty={t('files.empty')}
        columns={[
          { title: t('files.name'), render: (_, row) => <Button type="link" size="small" style={{ padding: 0 }} onClick={() => setShown(row)}>{row.name || t('programs.unnamed')}</Button> },
          { title: t('files.matches'), render: (_, row) => <Matches names={row.matches} /> },
          { title: t('programs.class'), render: (_, row) => word('file_class', row.class) },
          { title: t('observation.protocol'), render: (_, row) => <Tag color="blue">{row.protocol}</Tag> },
          { title: t('files.from'), render: (_, row) => <Host host={row.to_server ? row.client : row.server} /> },
          { title: t('files.to'), render: (_, row) => <Host host={row.to_server ? row.server : row.client} /> },
          { title: t('programs.size'), align: 'right', render: (_, row) => bytes(row.size) },
          { title: t('programs.bytes_seen'), render: (_, row) => <Complete complete={row.complete} /> },
          { title: t('files.magic'), dataIndex: 'magic' },
          { title: 'SHA-256', render: (_, row) => <Hash text={row.sha256} /> },
          { title: t('observation.time'), render: (_, row) => <CaptureTime ns={row.time} /> },
        ]}
      />
      <FileDrawer file={shown} onClose={() => setShown(undefined)} />
    </Page>
  );
}

function Matches({ names }: { names: string[] }) {
  if (names.length === 0) return <span className="muted">–</span>;
  return <span className="tags">{names.map((name) => <Tag key={name} color="red">{name}</Tag>)}</span>;
}

function FileDrawer({ file, onClose }: { file?: FileRow; onClose: () => void }) {
  const { t } = useTranslation();
  const word = useWord();
  const [reference, setReference] = useState<string>();
  const digest = (text: string) => (text ? <code className="hash">{text}</code> : undefined);
  return (
    <Drawer open={file !== undefined} onClose={onClose} size={640} title={file?.name || t('programs.unnamed')} destroyOnHidden>
      {file ? (
        <div className="stack">
          <Fields
            column={1}
            rows={[
              [t('files.matches'), <Matches key="m" names={file.matches} />],
              [t('files.from'), <Host key="f" host={file.to_server ? file.client : file.server} />],
              [t('files.to'), <Host key="t" host={file.to_server ? file.server : file.client} />],
              [t('observation.protocol'), file.protocol],
              [t('programs.class'), word('file_class', file.class)],
              [t('programs.kind'), file.kind],
              [t('files.magic'), file.magic],
              [t('programs.size'), `${bytes(file.size)} (${count(file.size)} B)`],
              [t('files.announced'), file.announced == null ? undefined : `${count(file.announced)} B`],
              [t('programs.bytes_seen'), <Complete key="c" complete={file.complete} />],
              [t('observation.time'), <CaptureTime key="w" ns={file.time} />],
              ['SHA-256', digest(file.sha256)],
              ['SM3', digest(file.sm3)],
              ['MD5', digest(file.md5)],
              [t('files.program'), file.program ? <Go key="p" to={objectPage('programs', file.program)}>{t('files.open_program')}</Go> : undefined],
            ]}
          />
          <div><Button onClick={() => setReference(file.reference)}>{t('asset.show_observation')}</Button></div>
          <ObservationDrawer reference={reference} onClose={() => setReference(undefined)} />
        </div>
      ) : null}
    </Drawer>
  );
}

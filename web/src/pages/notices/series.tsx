// Number series: how letters are numbered, and whether two people issue them.
import { PlusOutlined } from '@ant-design/icons';
import { Alert, Button, Drawer, Form, Input, Select, Switch, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client';
import { listOf, useCommand, useGet } from '../../api/hooks';
import type { Genre, NoticeSeries, SeriesRow } from '../../api/loop';
import { useWord } from '../../i18n/words';
import { Page } from '../../ui/page';
import { DataTable } from '../../ui/table';
import { NoticeTabs } from './tabs';

const GENRES: Genre[] = ['notice', 'warning', 'advice', 'correction'];

export function Series() {
  const { t } = useTranslation();
  const word = useWord();
  const list = listOf(useGet('/api/v1/notice-series'));
  const [editing, setEditing] = useState<SeriesRow | 'new'>();
  return (
    <Page title={t('series.title')} extra={<Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setEditing('new')}>{t('series.create')}</Button>}>
      <NoticeTabs />
      <Alert type="info" showIcon style={{ marginBottom: 10 }} title={t('series.explain')} />
      <DataTable<SeriesRow>
        label={t('series.title')}
        list={list}
        rowKey={(row) => row.id}
        onOpen={setEditing}
        columns={[
          { title: t('groups.name'), render: (_, row) => <Button type="link" size="small" style={{ padding: 0 }} onClick={() => setEditing(row)}>{row.name}</Button> },
          { title: t('compose.genre'), render: (_, row) => <span className="tags">{row.genres.map((genre) => <Tag key={genre}>{word('genre', genre)}</Tag>)}</span> },
          { title: t('series.number'), render: (_, row) => <code>{row.number}</code> },
          { title: t('series.next'), render: (_, row) => <b>{row.next}</b> },
          { title: t('compose.issue'), dataIndex: 'next_issue' },
          { title: t('series.review'), render: (_, row) => t(row.review ? 'series.two' : 'series.one') },
          { title: t('policies.state'), render: (_, row) => <Tag color={row.enabled === false ? 'default' : 'green'}>{t(row.enabled === false ? 'policies.off' : 'policies.on')}</Tag> },
        ]}
      />
      <Drawer open={editing !== undefined} onClose={() => setEditing(undefined)} size={520} title={t('series.title')} destroyOnHidden>
        {editing ? <Editor row={editing === 'new' ? undefined : editing} onDone={() => setEditing(undefined)} /> : null}
      </Drawer>
    </Page>
  );
}

function Editor({ row, onDone }: { row?: SeriesRow; onDone: () => void }) {
  const { t } = useTranslation();
  const word = useWord();
  const required = { required: true, whitespace: true, message: t('form.required') };
  const save = useCommand<NoticeSeries, unknown>(
    (series) => (row ? call('put', '/api/v1/notice-series/{id}', { path: { id: row.id }, body: { revision: row.revision, series } }) : call('post', '/api/v1/notice-series', { body: { revision: 0, series } })),
    t('series.saved'),
  );
  const initial: NoticeSeries = row
    ? { name: row.name, genres: row.genres, number: row.number, issue: row.issue ?? '', review: row.review ?? false, red_head: row.red_head ?? '', paper: row.paper ?? '', enabled: row.enabled !== false }
    : { name: '', genres: ['notice'], number: '', issue: '', review: true, red_head: '', paper: '', enabled: true };
  return (
    <Form<NoticeSeries> layout="vertical" initialValues={initial} onFinish={(series) => save.mutate({ ...initial, ...series }, { onSuccess: onDone })}>
      <Form.Item name="name" label={t('groups.name')} rules={[required]}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="genres" label={t('compose.genre')} rules={[{ required: true, message: t('form.required') }]}>
        <Select mode="multiple" options={GENRES.map((value) => ({ value, label: word('genre', value) }))} />
      </Form.Item>
      <Form.Item name="number" label={t('series.number')} extra={t('series.number_explain')} rules={[required]}>
        <Input maxLength={60} placeholder="苏工信安通〔{year}〕{n}号" />
      </Form.Item>
      <Form.Item name="issue" label={t('compose.issue')} extra={t('series.issue_explain')}>
        <Input maxLength={30} placeholder="第{issue}期" />
      </Form.Item>
      <Form.Item name="red_head" label={t('series.red_head')} extra={t('series.red_head_explain')}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="review" label={t('series.review')} valuePropName="checked">
        <Switch aria-label={t('series.review')} checkedChildren={t('series.two')} unCheckedChildren={t('series.one')} />
      </Form.Item>
      <Form.Item name="enabled" label={t('policies.state')} valuePropName="checked">
        <Switch aria-label={t('policies.state')} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={save.isPending}>{t('action.save')}</Button>
    </Form>
  );
}

// Texts that packs give, with blanks.
import { Button, Card, Form, Input, Select, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client';
import { useCommand, useGet } from '../../api/hooks';
import type { FilledLetter } from '../../api/loop';
import { ExampleBadge } from '../../filing/marks';

interface Props {
  report?: string;
  onFill: (filled: FilledLetter) => void;
}

export function TemplatePicker({ report, onFill }: Props) {
  const { t, i18n } = useTranslation();
  const english = i18n.language === 'en';
  const templates = (useGet('/api/v1/notice-templates').data ?? []).filter((one) => report || one.source !== 'report');
  const [chosen, setChosen] = useState<string>();
  const [values, setValues] = useState<Record<string, string>>({});
  const template = templates.find((one) => one.id === chosen);
  const fill = useCommand(() => call('post', '/api/v1/notice-templates/fill', { body: { template: chosen!, language: english ? 'en' : 'zh', ...(report ? { report } : {}), values } }));
  if (templates.length === 0) return null;
  return (
    <Card size="small" title={t('compose.template')} extra={<ExampleBadge show={template?.example ?? false} />}>
      <Space wrap>
        <Select aria-label={t('compose.template')} style={{ minWidth: 260 }} placeholder={t('compose.choose_template')} value={chosen} onChange={setChosen} options={templates.map((one) => ({ value: one.id, label: (english && one.title_en) || one.title_zh }))} />
        <Button disabled={!template} loading={fill.isPending} onClick={() => fill.mutate(undefined, { onSuccess: onFill })}>{t('compose.fill')}</Button>
      </Space>
      {template && template.blanks.length > 0 ? (
        <Form layout="vertical" style={{ marginTop: 10 }}>
          <div className="rule">
            {template.blanks.map((blank) => {
              const label = (english && blank.title_en) || blank.title_zh;
              return <Input key={blank.id} aria-label={label} placeholder={label} maxLength={500} value={values[blank.id] ?? ''} onChange={(event) => setValues((now) => ({ ...now, [blank.id]: event.target.value }))} />;
            })}
          </div>
        </Form>
      ) : null}
    </Card>
  );
}

import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { useList } from '../api/hooks';

/** Names of organisations by path; the path itself where the directory does not know it. */
export function useTenantNames(): (path: string) => string {
  const tenants = useList('/api/v1/tenants', { limit: 200 });
  const names = new Map(tenants.items.map((tenant) => [tenant.path, tenant.name]));
  return (path) => names.get(path) ?? path;
}

export function Audience({ paths }: { paths: readonly string[] }) {
  const { t } = useTranslation();
  const name = useTenantNames();
  if (paths.length === 0) return <span className="muted">{t('policies.nobody')}</span>;
  return (
    <span className="tags">
      {paths.map((path) => (
        <Tag key={path} title={path}>
          {name(path)}
        </Tag>
      ))}
    </span>
  );
}

const COLOURS: Record<string, string> = { red: '#c01f1f', amber: '#b07503', green: '#15803d', clear: '#6b7785' };

export function TlpTag({ tlp }: { tlp?: string }) {
  const mark = tlp ?? 'amber';
  return <Tag color={COLOURS[mark]} variant="solid">{`TLP:${mark.toUpperCase()}`}</Tag>;
}

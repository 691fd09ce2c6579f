// The frame: who you are and where, the way to every screen, and whether what you see is live.
import {
  ApartmentOutlined, ApiOutlined, AuditOutlined, BarChartOutlined, BellOutlined, BulbOutlined, CalendarOutlined, CheckSquareOutlined, CodeOutlined, DashboardOutlined, DesktopOutlined,
  FileProtectOutlined, FileTextOutlined, FolderOpenOutlined, FormOutlined, GlobalOutlined, InboxOutlined, LineChartOutlined, MenuFoldOutlined, MenuUnfoldOutlined, MoonOutlined,
  NodeIndexOutlined, PartitionOutlined, ProfileOutlined, RadarChartOutlined, SafetyCertificateOutlined, ScheduleOutlined, SendOutlined, ShareAltOutlined, SunOutlined, SyncOutlined, TeamOutlined, UserOutlined,
} from '@ant-design/icons';
import { Outlet, useLocation, useRouter } from '@tanstack/react-router';
import { Button, Drawer, Dropdown, Layout, Menu, Result, Skeleton, Spin, Tag, Tooltip } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { Suspense, useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useGet, useSession, useSignOut } from './api/hooks';
import { useLive, type LiveState } from './api/live';
import type { ThisNode, Welcome } from './api/types';
import { setNodeTime } from './clock';
import { Guide, useGuide } from './guide';
import { setLanguage } from './i18n';
import { useWord } from './i18n/words';
import { useMay } from './may';
import { Me, useMe } from './me';
import { PasswordModal, SignIn } from './sign-in';
import { Go } from './ui/go';
import { setDark, useDark } from './theme';
import { ErrorBox } from './ui/problem';

/** Signed in: the console; signed out: the sign-in page, at the same address. */
export function Shell() {
  const session = useSession();
  if (session.isPending) return <Spin fullscreen />;
  if (session.error && !session.data) {
    return (
      <div style={{ padding: 40 }}>
        <ErrorBox error={session.error} retry={() => void session.refetch()} />
      </div>
    );
  }
  if (!session.data) return <SignIn />;
  if (session.data.must_change_password) return <SignIn change />;
  return (
    <Me.Provider value={session.data}>
      <Frame />
    </Me.Provider>
  );
}

function Frame() {
  const node = useGet('/api/v1/node');
  const welcome = useGet('/api/v1/welcome');
  const live = useLive();
  const [narrow, setNarrow] = useState(() => innerWidth < 1200);
  const time = node.data?.time;
  useEffect(() => {
    if (time !== undefined) setNodeTime(time);
  }, [time]);
  return (
    <Layout className="shell">
      <Layout.Header>
        <Head node={node.data} welcome={welcome.data} live={live} narrow={narrow} onNarrow={() => setNarrow(!narrow)} />
      </Layout.Header>
      <Layout>
        <Layout.Sider className="shell-side" theme="light" width={188} collapsedWidth={56} collapsed={narrow}>
          <Navigation narrow={narrow} />
        </Layout.Sider>
        <Layout.Content className="shell-main" role="main">
          <Suspense fallback={<Skeleton active />}>
            <Outlet />
          </Suspense>
        </Layout.Content>
      </Layout>
    </Layout>
  );
}

interface HeadProps {
  node?: ThisNode;
  welcome?: Welcome;
  live: LiveState;
  narrow: boolean;
  onNarrow: () => void;
}

function Head({ node, welcome, live, narrow, onNarrow }: HeadProps) {
  const { t } = useTranslation();
  const word = useWord();
  const me = useMe();
  return (
    <div className="shell-head">
      <Button
        type="text"
        aria-label={narrow ? t('shell.widen') : t('shell.narrow')}
        icon={narrow ? <MenuUnfoldOutlined aria-hidden /> : <MenuFoldOutlined aria-hidden />}
        onClick={onNarrow}
      />
      <Go to="/" className="brand">
        <img src="/favicon.svg" alt="" /> {t('app.name')}
      </Go>
      <div className="where">
        <b>{node?.name}</b>
        {node ? <Tag color="blue">{word('node_kind', node.kind)}</Tag> : null}
        <span>{me.tenant_name}</span>
      </div>
      <span className="grow" />
      <LiveMark state={live} />
      {welcome?.demo ? <GuideButton welcome={welcome} /> : null}
      <DarkButton />
      <LanguageButton />
      <UserMenu />
    </div>
  );
}

function LiveMark({ state }: { state: LiveState }) {
  const { t } = useTranslation();
  return (
    <Tooltip title={t(`live.${state}_hint`)}>
      <span className={`live live-${state}`} role="status">
        <i aria-hidden /> {t(`live.${state}`)}
      </span>
    </Tooltip>
  );
}

export function LanguageButton() {
  const { i18n } = useTranslation();
  const other = i18n.language === 'en' ? 'zh' : 'en';
  const queries = useQueryClient();
  const change = async () => {
    await setLanguage(other);
    await queries.invalidateQueries();
  };
  return (
    <Button type="text" icon={<GlobalOutlined aria-hidden />} onClick={() => void change()}>
      {other === 'zh' ? '中文' : 'English'}
    </Button>
  );
}

function DarkButton() {
  const { t } = useTranslation();
  const dark = useDark();
  const name = t(dark ? 'shell.light' : 'shell.dark');
  return (
    <Tooltip title={name}>
      <Button type="text" aria-label={name} icon={dark ? <SunOutlined aria-hidden /> : <MoonOutlined aria-hidden />} onClick={() => setDark(!dark)} />
    </Tooltip>
  );
}

function GuideButton({ welcome }: { welcome: Welcome }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const guide = useGuide(welcome);
  const seen = guide.some((step) => step.done !== undefined);
  const done = guide.filter((step) => step.done).length;
  return (
    <>
      <Button type="text" icon={<BulbOutlined aria-hidden />} onClick={() => setOpen(true)}>
        {seen ? t('guide.button', { done, total: guide.length }) : t('guide.title')}
      </Button>
      <Drawer open={open} onClose={() => setOpen(false)} title={t('guide.title')} mask={false} size={360}>
        <Guide steps={guide} />
      </Drawer>
    </>
  );
}

function UserMenu() {
  const { t } = useTranslation();
  const word = useWord();
  const me = useMe();
  const [changing, setChanging] = useState(false);
  const router = useRouter();
  // The next person starts at their own home, not where the last one stood.
  const leave = useSignOut(() => router.history.push('/'));
  return (
    <>
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'role', label: `${me.login} · ${word('role', me.role)}`, disabled: true },
            { type: 'divider' },
            { key: 'password', label: t('session.change_password'), onClick: () => setChanging(true) },
            { key: 'leave', label: t('session.sign_out'), onClick: () => leave.mutate(undefined) },
          ],
        }}
      >
        <Button type="text" icon={<UserOutlined aria-hidden />} aria-label={t('session.menu', { name: me.name })}>
          {me.name}
        </Button>
      </Dropdown>
      <PasswordModal open={changing} onClose={() => setChanging(false)} />
    </>
  );
}

interface Item {
  path: string;
  text: string;
  icon: ReactNode;
  /** Needed to see it; absent = everybody. */
  action?: string;
  /** Further pages that stand under it. */
  also?: string[];
}

const GROUPS: { text: string; items: Item[] }[] = [
  {
    text: 'nav.watch',
    items: [
      { path: '/', text: 'nav.home', icon: <DashboardOutlined aria-hidden /> },
      { path: '/assets', text: 'nav.assets', icon: <DesktopOutlined aria-hidden />, action: 'asset_read' },
      { path: '/assets/graph', text: 'nav.graph', icon: <NodeIndexOutlined aria-hidden />, action: 'asset_read' },
      { path: '/observations', text: 'nav.observations', icon: <LineChartOutlined aria-hidden />, action: 'observation_read' },
      { path: '/protocols', text: 'nav.protocols', icon: <BarChartOutlined aria-hidden />, action: 'observation_read' },
      { path: '/programs', text: 'nav.programs', icon: <CodeOutlined aria-hidden />, action: 'asset_read', also: ['/files'] },
      { path: '/baseline', text: 'nav.baseline', icon: <RadarChartOutlined aria-hidden />, action: 'baseline_read' },
    ],
  },
  {
    text: 'nav.handle',
    items: [
      { path: '/findings', text: 'nav.findings', icon: <BellOutlined aria-hidden />, action: 'finding_read' },
      { path: '/baseline/review', text: 'nav.review', icon: <CheckSquareOutlined aria-hidden />, action: 'finding_read', also: ['/maintenance-windows', '/engineered'] },
      { path: '/reports', text: 'nav.reports', icon: <FileTextOutlined aria-hidden />, action: 'report_read' },
      { path: '/notices', text: 'nav.notices', icon: <FileProtectOutlined aria-hidden />, action: 'notice_read', also: ['/circulars', '/notice-drafts', '/notice-series'] },
      { path: '/loops', text: 'nav.loops', icon: <SyncOutlined aria-hidden />, action: 'loop_read', also: ['/hazards'] },
      { path: '/tasks', text: 'nav.tasks', icon: <ScheduleOutlined aria-hidden />, action: 'notice_read' },
    ],
  },
  {
    text: 'nav.procedures',
    items: [
      { path: '/inbox', text: 'nav.inbox', icon: <InboxOutlined aria-hidden />, action: 'inbox_read', also: ['/deputies'] },
      { path: '/filings', text: 'nav.filings', icon: <FormOutlined aria-hidden />, action: 'filing_read', also: ['/indicators'] },
      { path: '/obligations', text: 'nav.obligations', icon: <CalendarOutlined aria-hidden />, action: 'inbox_read' },
      { path: '/evidence', text: 'nav.evidence', icon: <FolderOpenOutlined aria-hidden />, action: 'evidence_read' },
      { path: '/packs', text: 'nav.packs', icon: <ProfileOutlined aria-hidden />, action: 'pack_read' },
    ],
  },
  {
    text: 'nav.platform',
    items: [
      { path: '/nodes', text: 'nav.nodes', icon: <ApartmentOutlined aria-hidden /> },
      { path: '/deliveries', text: 'nav.deliveries', icon: <SendOutlined aria-hidden />, action: 'delivery_read' },
      { path: '/sharing-policies', text: 'nav.policies', icon: <ShareAltOutlined aria-hidden />, action: 'policy_read', also: ['/sharing'] },
      { path: '/probes', text: 'nav.probes', icon: <ApiOutlined aria-hidden />, action: 'probe_read' },
      { path: '/rule-sets', text: 'nav.rule_sets', icon: <SafetyCertificateOutlined aria-hidden />, action: 'rules_read' },
      { path: '/tenants', text: 'nav.tenants', icon: <PartitionOutlined aria-hidden /> },
      { path: '/users', text: 'nav.users', icon: <TeamOutlined aria-hidden />, action: 'user_manage' },
      { path: '/audit', text: 'nav.audit', icon: <AuditOutlined aria-hidden />, action: 'audit_read' },
    ],
  },
];

function Navigation({ narrow }: { narrow: boolean }) {
  const { t } = useTranslation();
  const may = useMay();
  const router = useRouter();
  const { pathname } = useLocation();
  const places = GROUPS.flatMap((group) => group.items.flatMap((item) => [item.path, ...(item.also ?? [])].map((path) => ({ path, item: item.path }))));
  const current = places
    .filter(({ path }) => path === pathname || (path !== '/' && pathname.startsWith(`${path}/`)))
    .sort((a, b) => b.path.length - a.path.length)[0]?.item;
  const items = GROUPS.map((group) => ({
    key: group.text,
    type: 'group' as const,
    label: narrow ? null : t(group.text),
    children: group.items
      .filter((item) => !item.action || may(item.action))
      .map((item) => ({ key: item.path, icon: item.icon, label: <Go to={item.path}>{t(item.text)}</Go> })),
  })).filter((group) => group.children.length > 0);
  return (
    <nav aria-label={t('nav.label')}>
      <Menu mode="inline" inlineIndent={12} items={items} selectedKeys={current ? [current] : []} onClick={({ key }) => router.history.push(key)} />
    </nav>
  );
}

/** An address that leads nowhere. */
export function Missing() {
  const { t } = useTranslation();
  return <Result status="404" title={t('error.no_page')} extra={<Go to="/">{t('nav.home')}</Go>} />;
}

/** A screen that failed. */
export function RouteError({ error, reset }: { error: unknown; reset: () => void }) {
  return (
    <div style={{ padding: 24 }}>
      <ErrorBox error={error} retry={reset} />
    </div>
  );
}

import { useLocation, useRouter } from '@tanstack/react-router';
import { Tabs } from 'antd';
import { useMay } from '../may';

export interface LinkTab {
  path: string;
  label: string;
  /** Needed to see it; absent = everybody. */
  action?: string;
}

/** Pages that belong together, side by side; each keeps its own address. */
export function LinkTabs({ tabs }: { tabs: LinkTab[] }) {
  const may = useMay();
  const router = useRouter();
  const { pathname } = useLocation();
  const items = tabs.filter((tab) => !tab.action || may(tab.action)).map((tab) => ({ key: tab.path, label: tab.label }));
  return <Tabs className="link-tabs" activeKey={pathname} items={items} onChange={(path) => router.history.push(path)} />;
}

// Options of the communication graph: who talks to whom. Zones by Purdue level where known.
import type { EChartsCoreOption } from 'echarts/core';
import type { AssetGraph, AssetRow } from '../api/types';

export const ROLE_COLOUR: Record<string, string> = {
  controller: '#0b3a82',
  outstation: '#3f6fc4',
  protection_relay: '#8a4fd3',
  master: '#0f9d8a',
  engineering_station: '#c2410c',
  gateway: '#b07503',
  unknown: '#8793a1',
};
const FALLBACK = ['#4d7c0f', '#c0417a', '#0e7490', '#6b7785'];

export function roleColour(role: string, roles: readonly string[]): string {
  return ROLE_COLOUR[role] ?? FALLBACK[roles.indexOf(role) % FALLBACK.length] ?? '#6b7785';
}

/** Width of an edge: one more pixel for each tenfold of messages. */
export function edgeWidth(messages: number): number {
  return 1 + Math.log10(Math.max(1, messages));
}

/** Width and height of the plane that zones are laid out on; the chart keeps their proportion. */
const PLANE = { width: 1100, height: 400 };

/** The levels that occur, highest first; hosts without one stand on top. */
export function levelsOf(nodes: readonly AssetRow[]): string[] {
  return [...new Set(nodes.map((node) => node.level))].sort((a, b) => Number.parseFloat(b || '9') - Number.parseFloat(a || '9'));
}

function rowHeight(levels: readonly string[]): number {
  return PLANE.height / Math.max(1, levels.length - 1);
}

/** Levels from the field upward, each a row: hosts side by side, every other one a little lower. */
export function zonePlaces(nodes: readonly AssetRow[]): Map<string, { x: number; y: number }> {
  const levels = levelsOf(nodes);
  const places = new Map<string, { x: number; y: number }>();
  levels.forEach((level, row) => {
    const inRow = nodes.filter((node) => node.level === level);
    inRow.forEach((node, column) =>
      places.set(node.host, { x: ((column + 1) * PLANE.width) / (inRow.length + 1), y: row * rowHeight(levels) + (column % 2) * 34 }),
    );
  });
  return places;
}

/** A name at the left of each level's row. */
function levelMarks(nodes: readonly AssetRow[], words: Words) {
  const levels = levelsOf(nodes);
  return levels.map((level, row) => ({
    id: `level ${level}`,
    name: words.level(level),
    x: 0,
    y: row * rowHeight(levels),
    symbolSize: 1,
    draggable: false,
    itemStyle: { color: 'transparent' },
    label: { show: true, position: 'right' as const, color: '#66758a', fontSize: 13, fontWeight: 'bold' as const },
    tooltip: { show: false },
  }));
}

interface Words {
  role: (role: string) => string;
  edge: (messages: number, writes: number) => string;
  level: (level: string) => string;
}

export function graphOption(graph: AssetGraph, layout: 'force' | 'zones', words: Words): EChartsCoreOption {
  const roles = [...new Set(graph.nodes.map((node) => node.role || 'unknown'))].sort();
  const known = new Set(graph.nodes.map((node) => node.host));
  const others = [...new Set(graph.edges.flatMap((edge) => [edge.client, edge.server]))].filter((host) => !known.has(host));
  const places = layout === 'zones' ? zonePlaces(graph.nodes) : undefined;
  const pairs = new Map<string, number>();
  return {
    legend: { bottom: 0, left: 0, data: roles.map(words.role), itemWidth: 12, itemHeight: 12 },
    tooltip: { confine: true },
    series: [
      {
        id: 'graph',
        type: 'graph',
        layout: places ? 'none' : 'force',
        top: 16,
        bottom: 64,
        left: 30,
        right: 60,
        preserveAspect: 'contain',
        roam: true,
        draggable: true,
        scaleLimit: { min: 0.4, max: 5 },
        force: { repulsion: 620, edgeLength: [70, 150], gravity: 0.2, friction: 0.25 },
        emphasis: { focus: 'adjacency', lineStyle: { width: 4 } },
        edgeSymbol: ['none', 'arrow'],
        edgeSymbolSize: 7,
        label: { show: true, position: 'bottom', fontSize: 11, color: '#6b7a90' },
        categories: roles.map((role) => ({ name: words.role(role), itemStyle: { color: roleColour(role, roles) } })),
        data: [
          ...(places ? levelMarks(graph.nodes, words) : []),
          ...graph.nodes.map((node) => ({
          id: node.host,
          name: node.host,
          asset: node.id,
          category: roles.indexOf(node.role || 'unknown'),
          symbolSize: node.findings > 0 ? 34 : 26,
          itemStyle: node.findings > 0 ? { borderColor: '#d4450c', borderWidth: 3 } : { borderColor: 'rgba(128,142,160,0.35)', borderWidth: 2 },
          ...places?.get(node.host),
          tooltip: { formatter: () => [node.host, words.role(node.role || 'unknown'), [node.vendor, node.model].filter(Boolean).join(' '), words.level(node.level)].filter(Boolean).map(escape).join('<br>') },
        })),
          ...others.map((host, index) => ({
            id: host,
            name: host,
            symbol: 'diamond',
            symbolSize: 12,
            itemStyle: { color: '#c3ccd6' },
            ...(places ? { x: PLANE.width, y: index * 40 } : {}),
          })),
        ],
        links: graph.edges.map((edge) => {
            const pair = [edge.client, edge.server].sort().join('|');
            const nth = pairs.get(pair) ?? 0;
            pairs.set(pair, nth + 1);
            return {
              source: edge.client,
              target: edge.server,
              protocol: edge.protocol,
              lineStyle: {
                width: edgeWidth(edge.messages),
                color: edge.writes > 0 ? '#d4450c' : '#9fb0c3',
                type: edge.writes > 0 ? 'solid' : 'dashed',
                curveness: nth === 0 ? 0 : 0.18 * nth,
                opacity: 0.85,
              },
              tooltip: { formatter: () => `${escape(`${edge.client} → ${edge.server}`)}<br>${escape(edge.protocol)}: ${escape(words.edge(edge.messages, edge.writes))}` },
            };
        }),
      },
    ],
  };
}

/** Names come from the wire; a tooltip is HTML. */
export function escape(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

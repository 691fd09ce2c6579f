// Every text exists in both languages, every text is used, and every text that is used exists.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import en from './en.json';
import zh from './zh.json';

type Tree = { [key: string]: string | Tree };

function flat(tree: Tree, prefix = ''): Map<string, string> {
  const out = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') out.set(prefix + key, value);
    else flat(value, `${prefix}${key}.`).forEach((text, inner) => out.set(inner, text));
  }
  return out;
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$|\.gen\.ts$/.test(entry.name) ? [readFileSync(path, 'utf8')] : [];
  });
}

const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1]!);

const zhTexts = flat(zh);
const enTexts = flat(en);
const code = sources(fileURLToPath(new URL('..', import.meta.url))).join('\n');
/** Groups of words for codes: `word('severity', …)`, `<StateTag group="state" …>`. */
const groups = new Set([...all(code, /\bword\('([a-z_]+)'/g), ...all(code, /\bgroup="([a-z_]+)"/g)]);
/** Beginnings of keys that end in a value: t(`time.unit_${…}`). */
const beginnings = all(code, /\bt\(`([a-z_]+\.[a-z_]*)\$\{/g);
/** Keys written out. */
const literals = new Set(all(code, /'([a-z_]+\.[a-z0-9_]+)'/g));
const places = new Set(['app', ...[...zhTexts.keys()].map((key) => key.split('.')[0]!)]);

const missing = (texts: Map<string, string>, keys: Iterable<string>) => [...keys].filter((key) => !texts.has(key));

describe('texts', () => {
  it('are there in both languages', () => {
    expect(missing(enTexts, zhTexts.keys())).toEqual([]);
    expect(missing(zhTexts, enTexts.keys())).toEqual([]);
  });

  it('take the same values in both languages', () => {
    const values = (text: string) => all(text, /\{\{(\w+)\}\}/g).sort();
    const differ = [...zhTexts].filter(([key, text]) => String(values(text)) !== String(values(enTexts.get(key) ?? '')));
    expect(differ.map(([key]) => key)).toEqual([]);
  });

  it('name every kind of record', () => {
    const folder = fileURLToPath(new URL('../../../crates/contract/src/kinds', import.meta.url));
    const kinds = readdirSync(folder).filter((file) => file.endsWith('.rs')).flatMap((file) => all(readFileSync(join(folder, file), 'utf8'), /const NAME: &'static str = "([a-z_]+)"/g));
    expect(kinds.length).toBeGreaterThan(40);
    expect(missing(zhTexts, kinds.map((kind) => `record_kind.${kind}`))).toEqual([]);
  });

  it('that the code asks for exist', () => {
    const asked = all(code, /\bt\('([^']+)'/g);
    expect(asked.length).toBeGreaterThan(200);
    expect(missing(zhTexts, asked)).toEqual([]);
  });

  it('are all used', () => {
    const unused = [...zhTexts.keys()].filter(
      (key) => !literals.has(key) && !groups.has(key.split('.')[0]!) && !beginnings.some((start) => key.startsWith(start)),
    );
    expect(unused).toEqual([]);
  });

  it('name only places that exist', () => {
    const strange = [...groups].filter((group) => !places.has(group));
    expect(strange).toEqual([]);
  });

  it('say every value of the enumerations in the API document', () => {
    const path = new URL('../../../crates/api/openapi.json', import.meta.url);
    const schemas = JSON.parse(readFileSync(path, 'utf8')).components.schemas as Record<string, { enum?: string[] }>;
    const table = { Severity: 'severity', FindingState: 'finding_state', NodeKind: 'node_kind', TenantKind: 'tenant_kind', Role: 'role', DeliveryState: 'delivery_state' };
    const keys = Object.entries(table).flatMap(([schema, group]) => schemas[schema]!.enum!.map((value) => `${group}.${value}`));
    expect(keys.length).toBeGreaterThan(20);
    expect(missing(zhTexts, keys)).toEqual([]);
  });
});

// Drafts kept in this browser, so that nothing typed is lost with the connection, the server or the
// page: one per person, filing, form and section, with the state it was made from.
import type { Answers } from '../api/filing';

export interface Draft {
  answers: Answers;
  /** The section as the server had it when the draft was begun. */
  base: Answers;
  revision: number;
  carried: Record<string, string>;
  changed: number;
}

/** Whose draft of what. */
export interface Place {
  person: string;
  filing: string;
  form: string;
}

export interface Drafts {
  /** All sections of a form, by section id. */
  read(place: Place): Promise<Record<string, Draft>>;
  write(place: Place, section: string, draft: Draft): Promise<void>;
  drop(place: Place, section: string): Promise<void>;
}

const SEPARATOR = '\u0000';
const prefix = (place: Place) => [place.person, place.filing, place.form, ''].join(SEPARATOR);

/** Drafts that last as long as the page: where the browser keeps nothing. */
export class MemoryDrafts implements Drafts {
  private readonly kept = new Map<string, Draft>();

  async read(place: Place): Promise<Record<string, Draft>> {
    const start = prefix(place);
    return Object.fromEntries([...this.kept].filter(([key]) => key.startsWith(start)).map(([key, draft]) => [key.slice(start.length), draft]));
  }

  async write(place: Place, section: string, draft: Draft): Promise<void> {
    this.kept.set(prefix(place) + section, structuredClone(draft));
  }

  async drop(place: Place, section: string): Promise<void> {
    this.kept.delete(prefix(place) + section);
  }
}

const DATABASE = 'huhang-drafts';
const STORE = 'sections';

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('indexeddb'));
  });
}

/** Drafts in the browser's own database. */
export class BrowserDrafts implements Drafts {
  private opened?: Promise<IDBDatabase>;

  constructor(private readonly factory: IDBFactory) {}

  private open(): Promise<IDBDatabase> {
    this.opened ??= new Promise((resolve, reject) => {
      const request = this.factory.open(DATABASE, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('indexeddb'));
    });
    return this.opened;
  }

  private async store(mode: IDBTransactionMode): Promise<IDBObjectStore> {
    return (await this.open()).transaction(STORE, mode).objectStore(STORE);
  }

  async read(place: Place): Promise<Record<string, Draft>> {
    const start = prefix(place);
    const store = await this.store('readonly');
    const range = IDBKeyRange.bound(start, `${start}\uffff`);
    const [keys, drafts] = await Promise.all([settled(store.getAllKeys(range)), settled(store.getAll(range))]);
    return Object.fromEntries(keys.map((key, at) => [String(key).slice(start.length), drafts[at] as Draft]));
  }

  async write(place: Place, section: string, draft: Draft): Promise<void> {
    await settled((await this.store('readwrite')).put(draft, prefix(place) + section));
  }

  async drop(place: Place, section: string): Promise<void> {
    await settled((await this.store('readwrite')).delete(prefix(place) + section));
  }
}

/** The drafts of this browser; where it has no database (a private window), of this page. */
export const drafts: Drafts = typeof indexedDB === 'undefined' ? new MemoryDrafts() : new BrowserDrafts(indexedDB);

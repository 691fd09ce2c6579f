// One browser, one person at one console: signing in, looking, pressing, and pictures of it.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const ARGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
/** How long something may take to travel between nodes and be shown. */
export const PATIENCE_MS = 60_000;

/** Whether anybody will look at the pictures. */
export const pictures = { wanted: true };

/** A browser, with further switches of its command line. */
export function launch(...more) {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: [...ARGS, ...more] });
}

/** The console's own texts: `text('nav.home')`. */
export function texts(language) {
  const tree = JSON.parse(readFileSync(new URL(`../src/i18n/${language}.json`, import.meta.url), 'utf8'));
  return (key, values = {}) => {
    const found = key.split('.').reduce((node, part) => node?.[part], tree);
    if (typeof found !== 'string') throw new Error(`no text ${key}`);
    return found.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name] ?? '');
  };
}

export class Console {
  constructor(page, url, language, shots) {
    Object.assign(this, { page, url: url.replace(/\/$/, ''), language, shots, text: texts(language), errors: [], taken: 0 });
    page.on('pageerror', (error) => this.errors.push(`page: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error' && !/status of (401|409)/.test(message.text())) this.errors.push(`console: ${message.text()} ${message.location().url}`);
    });
  }

  static async open(browser, url, language, shots) {
    mkdirSync(shots, { recursive: true });
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: language === 'zh' ? 'zh-CN' : 'en-GB', timezoneId: 'Asia/Shanghai' });
    const console = new Console(await context.newPage(), url, language, shots);
    await console.page.goto(`${console.url}/?lang=${language}`);
    await console.page.evaluate((chosen) => localStorage.setItem('huhang_language', chosen), language);
    return console;
  }

  /** A picture of the page; `quick` people take none unless somebody wants them. */
  async shot(name) {
    if (this.quick && !pictures.wanted) return;
    this.taken += 1;
    await this.page.waitForTimeout(500);
    await this.page.screenshot({ path: join(this.shots, `${name}.png`) });
  }

  /** Asks the API as the signed-in person; only to find out, never to change. */
  get(path) {
    return this.page.evaluate(async (at) => (await fetch(at)).json(), `/api/v1${path}`);
  }

  /** Puts answers as the signed-in person, where the typing itself is tested elsewhere. */
  put(path, body) {
    const send = async ([at, text]) => {
      const { csrf } = await (await fetch('/api/v1/session')).json();
      const answer = await fetch(at, { method: 'PUT', headers: { 'content-type': 'application/json', 'huhang-csrf': csrf }, body: text });
      return { ok: answer.ok, body: await answer.json() };
    };
    return this.page.evaluate(send, [`/api/v1${path}`, JSON.stringify(body)]).then(({ ok, body: answer }) => {
      if (!ok) throw new Error(`PUT ${path}: ${JSON.stringify(answer)}`);
      return answer;
    });
  }

  /** Presses the card of a demonstration account of this role; gives its login. */
  async signIn(role, nth = 0) {
    const { accounts } = await this.get('/welcome');
    const mine = accounts.filter((account) => account.role === role && !account.nodes_url)[nth];
    if (!mine) throw new Error(`no account of role ${role}`);
    await this.page.locator(`[data-login="${mine.login}"]`).click();
    await this.page.getByRole('navigation', { name: this.text('nav.label') }).waitFor();
    await this.page.getByTestId('figures').waitFor();
    return mine.login;
  }

  async signOut() {
    await this.page.getByRole('button', { name: this.text('session.menu') }).click();
    await this.page.getByRole('menuitem', { name: this.text('session.sign_out') }).click();
    await this.page.getByRole('button', { name: this.text('session.sign_in') }).waitFor();
  }

  /** Goes to a screen by the navigation, as a person does. */
  async nav(key) {
    await this.page.getByRole('navigation', { name: this.text('nav.label') }).getByRole('link', { name: this.text(key), exact: true }).click();
  }

  async open(path) {
    await this.page.goto(`${this.url}${path}`);
  }

  async press(key, values) {
    await this.page.getByRole('button', { name: this.text(key, values), exact: true }).last().click();
  }

  /** Waits until a list shows a row with this text, by live updates alone. */
  async row(text) {
    const row = this.page.getByRole('row').filter({ hasText: text }).first();
    await row.waitFor({ timeout: PATIENCE_MS });
    return row;
  }

  async see(text) {
    await this.page.getByText(text).first().waitFor({ timeout: PATIENCE_MS });
  }

  /** No screen may show an error box; says which text it holds. */
  async calm() {
    await this.page.waitForTimeout(400);
    const alert = this.page.locator('.ant-alert-error:not(.verdict)');
    if (await alert.count()) throw new Error(`error shown: ${await alert.first().innerText()}`);
  }

  /** The number that a list says it has in all. */
  async total() {
    const foot = this.page.locator('.list-foot, [data-total]').first();
    await foot.waitFor();
    const whole = await foot.getAttribute('data-total');
    if (whole !== null) return Number(whole);
    const pattern = new RegExp(this.text('list.shown', { shown: '[\\d,]+', total: '([\\d,]+)' }));
    return Number(pattern.exec(await foot.innerText())[1].replaceAll(',', ''));
  }
}

/** Waits until a question has an answer. */
export async function until(ask, what, patience = PATIENCE_MS) {
  const end = Date.now() + patience;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== null && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`waited ${patience / 1000} s in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

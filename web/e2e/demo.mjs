// Starts `huhang demo` in a temporary folder and drives the whole chain through its consoles, in
// both languages: node e2e/demo.mjs BINARY [--shots DIR]
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setTimeout as rest } from 'node:timers/promises';
import { run } from './run.mjs';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { shots: { type: 'string' } } });
const [binary] = positionals;
if (!binary) {
  console.error('usage: node e2e/demo.mjs BINARY [--shots DIR]');
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'huhang-e2e-'));
const data = join(folder, 'demo');
const port = 20000 + (process.pid % 20000);
const demo = spawn(binary, ['demo', '--data', data, '--port', String(port), '--pace', '0', '--no-open'], {
  stdio: ['ignore', 'inherit', 'inherit'],
});
let ended = false;
demo.on('exit', () => {
  ended = true;
});

/** Waits until the three nodes answer and the replayed capture has led to findings. */
async function ready() {
  const places = { national: port, provincial: port + 1, enterprise: port + 2 };
  const urls = Object.fromEntries(Object.entries(places).map(([place, at]) => [place, `http://127.0.0.1:${at}`]));
  for (let tries = 0; tries < 600 && !ended; tries += 1) {
    if (existsSync(join(data, 'probe.token')) && (await replayed(urls.enterprise))) return urls;
    await rest(200);
  }
  throw new Error('the demo did not come up');
}

async function replayed(url) {
  const { accounts } = JSON.parse(readFileSync(join(data, 'demo.json'), 'utf8'));
  const { login, password } = accounts.find((account) => account.role === 'enterprise_officer' && account.tier === 'enterprise');
  const headers = { 'content-type': 'application/json' };
  try {
    const signedIn = await fetch(`${url}/api/v1/session`, { method: 'POST', headers, body: JSON.stringify({ login, password }) });
    if (!signedIn.ok) return false;
    const cookie = signedIn.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ');
    const findings = await fetch(`${url}/api/v1/findings?q=program_download`, { headers: { cookie } });
    return findings.ok && (await findings.json()).total > 0;
  } catch {
    return false;
  }
}

let code = 1;
try {
  const urls = await ready();
  const total = { passed: 0, failed: 0 };
  for (const language of ['zh', 'en']) {
    const shots = join(values.shots ?? join(folder, 'shots'), language);
    const { passed, failed } = await run(urls, language, shots);
    total.passed += passed;
    total.failed += failed;
  }
  console.log(`${total.passed} passed, ${total.failed} failed`);
  code = total.failed > 0 ? 1 : 0;
} catch (error) {
  console.error(error);
} finally {
  demo.kill('SIGTERM');
  for (let tries = 0; tries < 100 && !ended; tries += 1) await rest(100);
  rmSync(folder, { recursive: true, force: true });
}
process.exit(code);

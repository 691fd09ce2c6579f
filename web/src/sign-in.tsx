import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Card, Form, Input, Modal, Tag } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, setCsrf } from './api/client';
import { SESSION_KEY, useCommand, useGet, useSignOut } from './api/hooks';
import type { Session, Welcome } from './api/types';
import { useWord } from './i18n/words';
import { LanguageButton } from './shell';
import { ErrorBox } from './ui/problem';

interface Credentials {
  login: string;
  password: string;
}

function useSignIn() {
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const [used, setUsed] = useState('');
  const signIn = async ({ login, password }: Credentials) => {
    setBusy(true);
    setError(undefined);
    try {
      const session = await call('post', '/api/v1/session', { body: { login, password } });
      setCsrf(session.csrf);
      setUsed(password);
      queries.removeQueries({ predicate: (query) => query.queryKey[0] !== '/api/v1/welcome' && query.queryKey[0] !== '/api/v1/session' });
      queries.setQueryData<Session | null>(SESSION_KEY, session);
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, used, signIn };
}

/** Signing in; `change` replaces the one-time password of a first sign-in. */
export function SignIn({ change }: { change?: boolean }) {
  const { t } = useTranslation();
  const word = useWord();
  const welcome = useGet('/api/v1/welcome');
  const node = welcome.data;
  useEffect(() => {
    document.title = node ? `${t('app.name')} · ${node.node_name}` : t('app.name');
  }, [node, t]);
  return (
    <div className="sign-in">
      <header className="sign-in-head">
        <img src="/favicon.svg" alt="" width={36} height={36} style={{ background: '#fff', borderRadius: 6, padding: 2 }} />
        <div>
          <h1>{t('app.title')}</h1>
          {node ? (
            <div>
              {node.node_name} <Tag color="blue">{word('node_kind', node.kind)}</Tag>
            </div>
          ) : null}
        </div>
        <span className="grow" />
        <LanguageButton />
      </header>
      <main className="sign-in-body">
        {change ? <FirstPassword /> : <Door welcome={node} error={welcome.error} />}
      </main>
    </div>
  );
}

function Door({ welcome, error }: { welcome?: Welcome; error: unknown }) {
  const { t } = useTranslation();
  const door = useSignIn();
  return (
    <>
      <Card className="sign-in-form" title={t('session.sign_in')}>
        {error ? <ErrorBox error={error} /> : null}
        {door.error ? <ErrorBox error={door.error} /> : null}
        <Form<Credentials> layout="vertical" onFinish={(values) => void door.signIn(values)} requiredMark={false} style={{ marginTop: 8 }}>
          <Form.Item name="login" label={t('session.login')} rules={[{ required: true, message: t('form.required') }]}>
            <Input autoFocus autoComplete="username" />
          </Form.Item>
          <Form.Item name="password" label={t('session.password')} rules={[{ required: true, message: t('form.required') }]}>
            <Input.Password autoComplete="current-password" />
          </Form.Item>
          <Button type="primary" htmlType="submit" block loading={door.busy}>
            {t('session.sign_in')}
          </Button>
        </Form>
      </Card>
      {welcome?.demo ? <Demo welcome={welcome} busy={door.busy} onSignIn={(who) => void door.signIn(who)} /> : null}
    </>
  );
}

function Demo({ welcome, busy, onSignIn }: { welcome: Welcome; busy: boolean; onSignIn: (who: Credentials) => void }) {
  const { t, i18n } = useTranslation();
  const word = useWord();
  const accounts = welcome.accounts ?? [];
  const peers = welcome.peers ?? [];
  return (
    <Card className="sign-in-demo" title={t('demo.title')}>
      <p>{t('demo.explain')}</p>
      <div className="accounts">
        {accounts.map((account) => {
          const name = i18n.language === 'en' ? account.name_en : account.name_zh;
          const label = (
            <span>
              <b>{name}</b>
              <span className="muted">
                {word('role', account.role)} · {account.login}
              </span>
            </span>
          );
          return account.nodes_url ? (
            <Button key={`${account.nodes_url}${account.login}`} href={account.nodes_url}>
              {label}
            </Button>
          ) : (
            <Button key={account.login} disabled={busy} data-login={account.login} onClick={() => onSignIn(account)}>
              {label}
            </Button>
          );
        })}
      </div>
      {peers.length > 0 ? (
        <>
          <h3>{t('demo.peers')}</h3>
          <div className="accounts">
            {peers.map((peer) => (
              <Button key={peer.url} href={`${peer.url}?lang=${i18n.language}`}>
                {peer.name}
              </Button>
            ))}
          </div>
        </>
      ) : null}
    </Card>
  );
}

interface Passwords {
  current: string;
  next: string;
  again: string;
}

function PasswordForm({ onDone, submit }: { onDone: () => void; submit: string }) {
  const { t } = useTranslation();
  const change = useCommand(
    ({ current, next }: Passwords) => call('post', '/api/v1/session/password', { body: { current, new: next } }),
    t('session.password_changed'),
  );
  const required = { required: true, message: t('form.required') };
  return (
    <Form<Passwords> layout="vertical" requiredMark={false} onFinish={(values) => change.mutate(values, { onSuccess: onDone })}>
      <Form.Item name="current" label={t('session.current_password')} rules={[required]}>
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <Form.Item name="next" label={t('session.new_password')} extra={t('session.password_rule')} rules={[required]}>
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Form.Item
        name="again"
        label={t('session.new_password_again')}
        dependencies={['next']}
        rules={[
          required,
          ({ getFieldValue }) => ({
            validator: (_, value) =>
              value === getFieldValue('next') ? Promise.resolve() : Promise.reject(new Error(t('session.passwords_differ'))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={change.isPending}>
        {submit}
      </Button>
    </Form>
  );
}

function FirstPassword() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const leave = useSignOut();
  return (
    <Card className="sign-in-form" title={t('session.first_password')}>
      <Alert type="info" showIcon title={t('session.first_password_why')} style={{ marginBottom: 12 }} />
      <PasswordForm submit={t('session.set_password')} onDone={() => void queries.invalidateQueries()} />
      <Button type="link" block onClick={() => leave.mutate(undefined)}>
        {t('session.sign_out')}
      </Button>
    </Card>
  );
}

export function PasswordModal({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal open={open} onCancel={onClose} title={t('session.change_password')} footer={null} destroyOnHidden>
      <PasswordForm submit={t('session.change_password')} onDone={onClose} />
    </Modal>
  );
}

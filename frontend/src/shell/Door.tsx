import { Alert, Button, Group, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Navigate, useLocation, useNavigate } from "react-router";
import { useQuery, useQueryClient } from "@tanstack/react-query";

import { read, send } from "@/api/client";
import { meQuery, useSignIn } from "@/api/session";
import { speak } from "@/i18n";
import { Loading, explain } from "@/kit/states";

import style from "./shell.module.css";

function Door({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  const { i18n } = useTranslation();
  const chinese = i18n.language.startsWith("zh");
  return (
    <main className={style.door}>
      <div className={style.card}>
        <Group justify="space-between" mb="md">
          <span className={style.brand}>Modiste</span>
          <Button variant="subtle" size="compact-sm" color="gray" lang={chinese ? "en" : "zh-CN"} onClick={() => void speak(chinese ? "en" : "zh")}>
            {chinese ? "English" : "中文"}
          </Button>
        </Group>
        <Title order={1} size="h2">{title}</Title>
        {lead && <Text size="sm" c="dimmed" mt={4}>{lead}</Text>}
        {children}
      </div>
    </main>
  );
}

function Trouble({ error }: { error: unknown }) {
  const { t } = useTranslation();
  if (!error) return null;
  const { title, remedy } = explain(error, t);
  return <Alert color="red" variant="light" role="alert" title={title}>{remedy}</Alert>;
}

/** Sign in with e-mail and password. */
export function Login() {
  const { t } = useTranslation();
  const signIn = useSignIn();
  const go = useNavigate();
  const { state } = useLocation() as { state: { from?: string } | null };
  const me = useQuery({ ...meQuery, refetchOnWindowFocus: false });
  const begin = useQuery({ queryKey: ["setup"], queryFn: ({ signal }) => read<{ needed: boolean; provider: boolean }>("/v1/setup", {}, signal) });
  const [form, setForm] = useState({ email: "", password: "" });
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const from = state?.from ?? "/";
  if (me.data) return <Navigate to={from} replace />;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await signIn(form.email, form.password);
      void go(from, { replace: true });
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Door title={t("door.sign_in")}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack mt="lg">
          <Trouble error={error} />
          {begin.data?.needed && <Alert color="yellow" variant="light">{t("door.no_token")}</Alert>}
          <TextInput label={t("door.email")} type="email" name="email" autoComplete="username" required value={form.email} onChange={({ currentTarget: { value } }) => setForm({ ...form, email: value })} />
          <PasswordInput
            label={t("door.password")} name="password" autoComplete="current-password" required value={form.password}
            visibilityToggleButtonProps={{ "aria-label": t("door.show_password") }}
            onChange={({ currentTarget: { value } }) => setForm({ ...form, password: value })}
          />
          <Button type="submit" loading={busy}>{t("door.sign_in")}</Button>
          {begin.data?.provider && <Button component="a" href="/v1/session/provider" variant="default">{t("door.provider")}</Button>}
        </Stack>
      </form>
    </Door>
  );
}

/** A one-time link: of a first start, which makes the owner, or one that sets a password. */
export function Setup() {
  const { t } = useTranslation();
  const [token] = useState(() => window.location.hash.replace(/^#token=/, ""));
  const link = useQuery({
    queryKey: ["link", token],
    queryFn: () => send<{ purpose: "owner" | "password"; email: string | null }>("POST", "/v1/setup/link", { token }),
    enabled: token !== "",
    retry: false,
  });
  if (token === "") return <Door title={t("door.welcome")}><Alert color="yellow" variant="light" mt="lg">{t("door.no_token")}</Alert></Door>;
  if (link.isError) return <Door title={t("door.welcome")}><Stack mt="lg"><Trouble error={link.error} /></Stack></Door>;
  if (!link.data) return <Door title={t("door.welcome")}><Loading lines={3} /></Door>;
  return link.data.purpose === "owner" ? <BecomeOwner token={token} /> : <SetPassword token={token} email={link.data.email ?? ""} />;
}

/** Sends what a link allows, and goes in. */
function useEnter() {
  const go = useNavigate();
  const client = useQueryClient();
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const enter = async (path: string, body: object) => {
    setBusy(true);
    setError(null);
    try {
      await send("POST", path, body);
      await client.resetQueries({ queryKey: ["me"] });
      void go("/", { replace: true });
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return { enter, error, busy };
}

const LEAST = 10;

function NewPassword({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  return (
    <PasswordInput
      label={t("door.password")} description={t("door.password_rule")} name="password" autoComplete="new-password" minLength={LEAST} required
      visibilityToggleButtonProps={{ "aria-label": t("door.show_password") }} value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}

function BecomeOwner({ token }: { token: string }) {
  const { t, i18n } = useTranslation();
  const { enter, error, busy } = useEnter();
  const [form, setForm] = useState({ name: "", email: "", password: "" });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void enter("/v1/setup/owner", { token, ...form, language: i18n.language.startsWith("zh") ? "zh" : "en" });
  };
  return (
    <Door title={t("door.welcome")} lead={t("door.welcome_lead")}>
      <form onSubmit={submit}>
        <Stack mt="lg">
          <Trouble error={error} />
          <TextInput label={t("door.name")} name="name" autoComplete="name" value={form.name} onChange={({ currentTarget: { value } }) => setForm({ ...form, name: value })} />
          <TextInput label={t("door.email")} type="email" name="email" autoComplete="username" required value={form.email} onChange={({ currentTarget: { value } }) => setForm({ ...form, email: value })} />
          <NewPassword value={form.password} onChange={(password) => setForm({ ...form, password })} />
          <Button type="submit" loading={busy}>{t("door.begin")}</Button>
        </Stack>
      </form>
    </Door>
  );
}

function SetPassword({ token, email }: { token: string; email: string }) {
  const { t } = useTranslation();
  const { enter, error, busy } = useEnter();
  const [password, setPassword] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void enter("/v1/setup/password", { token, password });
  };
  return (
    <Door title={t("door.welcome")} lead={t("door.set_password", { email })}>
      <form onSubmit={submit}>
        <Stack mt="lg">
          <Trouble error={error} />
          <input type="hidden" name="email" autoComplete="username" value={email} readOnly />
          <NewPassword value={password} onChange={setPassword} />
          <Button type="submit" loading={busy}>{t("door.begin")}</Button>
        </Stack>
      </form>
    </Door>
  );
}

import { Alert, Button, Group, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Navigate, useLocation, useNavigate, useSearchParams } from "react-router";
import { useQuery, useQueryClient } from "@tanstack/react-query";

import { send } from "@/api/client";
import { meQuery, useSignIn } from "@/api/session";
import { speak } from "@/i18n";
import { explain } from "@/kit/states";

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
          <TextInput label={t("door.email")} type="email" name="email" autoComplete="username" required value={form.email} onChange={({ currentTarget: { value } }) => setForm({ ...form, email: value })} />
          <PasswordInput
            label={t("door.password")} name="password" autoComplete="current-password" required value={form.password}
            visibilityToggleButtonProps={{ "aria-label": t("door.show_password") }}
            onChange={({ currentTarget: { value } }) => setForm({ ...form, password: value })}
          />
          <Button type="submit" loading={busy}>{t("door.sign_in")}</Button>
        </Stack>
      </form>
    </Door>
  );
}

/** The one-time link of a first start: makes the owner. */
export function Setup() {
  const { t, i18n } = useTranslation();
  const go = useNavigate();
  const client = useQueryClient();
  const [parameters] = useSearchParams();
  const [token] = useState(() => parameters.get("token") ?? window.location.hash.slice(1).replace(/^token=/, ""));
  const [form, setForm] = useState({ name: "", email: "", password: "" });
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await send("POST", "/v1/setup", { token, ...form, language: i18n.language });
      await client.resetQueries({ queryKey: ["me"] });
      void go("/", { replace: true });
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  const set = (name: keyof typeof form) => ({ currentTarget: { value } }: { currentTarget: HTMLInputElement }) => setForm({ ...form, [name]: value });
  return (
    <Door title={t("door.welcome")} lead={t("door.welcome_lead")}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack mt="lg">
          <Trouble error={error} />
          {!token && <Alert color="yellow" variant="light">{t("door.no_token")}</Alert>}
          <TextInput label={t("door.name")} name="name" autoComplete="name" required value={form.name} onChange={set("name")} />
          <TextInput label={t("door.email")} type="email" name="email" autoComplete="username" required value={form.email} onChange={set("email")} />
          <PasswordInput
            label={t("door.password")} description={t("door.password_rule")} name="password" autoComplete="new-password" minLength={12} required
            visibilityToggleButtonProps={{ "aria-label": t("door.show_password") }} value={form.password} onChange={set("password")}
          />
          <Button type="submit" loading={busy} disabled={!token}>{t("door.begin")}</Button>
        </Stack>
      </form>
    </Door>
  );
}

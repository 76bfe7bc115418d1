import { Badge, Button, Group, Modal, Select, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";

import { type Column, DataTable, Icon, Query, useCan, useTell, useWriter } from "@/kit";

import { addUser, changeUser, newLink, ROLES, type Role, type User, useChange, useUsers } from "./data";
import { Once, type Shown } from "./Once";

/** The people who may sign in, and their roles. */
export function Users() {
  const { t, i18n } = useTranslation("people");
  const users = useUsers();
  const may = useCan("users:write");
  const tell = useTell();
  const write = useWriter();
  const [adding, setAdding] = useState(false);
  const [shown, setShown] = useState<Shown | null>(null);
  const change = useChange(changeUser);
  const link = useChange(newLink);
  const add = useChange(addUser);
  const show = (email: string, given: { link: string; expires_at: string }) =>
    setShown({ title: t("users.link_for", { email }), note: t("users.link_note"), secret: given.link, until: given.expires_at });

  const columns: Column<User>[] = [
    { id: "email", header: t("users.email"), width: "minmax(13rem, 2fr)", value: (user) => user.email, cell: (user) => user.email },
    { id: "name", header: t("users.name"), value: (user) => user.name, cell: (user) => user.name || "–" },
    {
      id: "role", header: t("users.role"), width: 170, value: (user) => user.role,
      cell: (user) =>
        may ? (
          <Select
            size="xs" aria-label={t("users.role_of", { email: user.email })} value={user.role} allowDeselect={false}
            data={ROLES.map((value) => ({ value, label: t(`common:role.${value}`) }))}
            onChange={(role) => role && change.mutate({ user_id: user.user_id, role: role as Role }, { onSuccess: () => tell.done(t("users.changed")) })}
          />
        ) : (
          t(`common:role.${user.role}`)
        ),
    },
    {
      id: "state", header: t("users.state"), width: 130, value: (user) => (user.active ? 1 : 0),
      cell: (user) => (
        <Badge variant="default" tt="none">{t(user.active ? (user.has_password ? "users.active" : "users.invited") : "users.inactive")}</Badge>
      ),
    },
    { id: "seen", header: t("users.seen"), width: 190, value: (user) => user.signed_in_at, cell: (user) => (user.signed_in_at ? write.moment(user.signed_in_at) : "–") },
  ];
  if (may) {
    columns.push({
      id: "acts", header: t("users.acts"), width: 260,
      cell: (user) => (
        <Group gap={4} wrap="nowrap">
          <Button size="compact-sm" variant="default" onClick={() => link.mutate(user.user_id, { onSuccess: (given) => show(user.email, given) })}>{t("users.link")}</Button>
          <Button size="compact-sm" variant="default" onClick={() => change.mutate({ user_id: user.user_id, active: !user.active })}>
            {t(user.active ? "users.stop" : "users.allow")}
          </Button>
        </Group>
      ),
    });
  }
  return (
    <Stack>
      <Group justify="space-between">
        <Text size="sm" c="dimmed" maw="40rem">{t("users.lead")}</Text>
        {may && <Button leftSection={<Icon name="plus" />} onClick={() => setAdding(true)}>{t("users.add")}</Button>}
      </Group>
      <Query of={users}>{({ items }) => <DataTable rows={items} columns={columns} rowKey={({ user_id }) => user_id} label={t("tab.users")} rowHeight={50} />}</Query>
      <Add
        key={String(adding)} opened={adding} busy={add.isPending} onClose={() => setAdding(false)}
        onAdd={(asked) =>
          add.mutate(
            { ...asked, language: i18n.language.startsWith("zh") ? "zh" : "en" },
            {
              onSuccess: (given) => {
                setAdding(false);
                show(given.user.email, given.link);
              },
            },
          )
        }
      />
      <Once shown={shown} onClose={() => setShown(null)} />
    </Stack>
  );
}

function Add({
  opened, busy, onAdd, onClose,
}: { opened: boolean; busy: boolean; onAdd: (asked: { email: string; name: string; role: Role }) => void; onClose: () => void }) {
  const { t } = useTranslation("people");
  const [form, setForm] = useState<{ email: string; name: string; role: Role }>({ email: "", name: "", role: "viewer" });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onAdd(form);
  };
  return (
    <Modal opened={opened} onClose={onClose} title={t("users.add")} centered closeButtonProps={{ "aria-label": t("close") }}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput data-autofocus label={t("users.email")} type="email" required value={form.email} onChange={({ currentTarget: { value } }) => setForm({ ...form, email: value })} />
          <TextInput label={t("users.name")} value={form.name} onChange={({ currentTarget: { value } }) => setForm({ ...form, name: value })} />
          <Select
            label={t("users.role")} description={t(`role_may.${form.role}`)} value={form.role} allowDeselect={false}
            data={ROLES.map((value) => ({ value, label: t(`common:role.${value}`) }))} onChange={(role) => role && setForm({ ...form, role: role as Role })}
          />
          <Group justify="flex-end"><Button type="submit" loading={busy}>{t("users.invite")}</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}

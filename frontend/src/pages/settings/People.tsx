import { Button, Group, Modal, Select, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { type Column, DataTable, Icon, Query, readTagged, send, useCan, useTell, useWriter } from "@/kit";

import { type Link, ROLES, type User, useUsers } from "./data";
import style from "./settings.module.css";

/** Who may sign in, and as what. */
export function People() {
  const { t } = useTranslation("settings");
  const write = useWriter();
  const mayEdit = useCan("users:write");
  const tell = useTell();
  const client = useQueryClient();
  const found = useUsers();
  const [adding, setAdding] = useState(false);
  const [link, setLink] = useState<Link | null>(null);
  const change = async (user: User, wanted: Partial<Pick<User, "role" | "active">>) => {
    const path = `/v1/users/${user.user_id}`;
    try {
      await send("PATCH", path, wanted, { ifMatch: (await readTagged(path)).etag });
      tell.done(t("people.changed"));
    } catch (error) {
      tell.failed(error);
    } finally {
      await client.invalidateQueries({ queryKey: ["users"] });
    }
  };
  const newLink = (user: User) => send<Link>("POST", `/v1/users/${user.user_id}/link`).then(setLink).catch(tell.failed);
  const columns: Column<User>[] = [
    { id: "email", header: t("people.email"), width: "minmax(14rem, 2fr)", value: ({ email }) => email, cell: ({ email, name }) => (name ? `${name} · ${email}` : email) },
    {
      id: "role", header: t("people.role"), width: 170, value: ({ role }) => role,
      cell: (user) => (mayEdit
        ? <Select size="xs" aria-label={t("people.role_of", { name: user.email })} allowDeselect={false} value={user.role} data={ROLES.map((role) => ({ value: role, label: t(`role.${role}`) }))} onChange={(role) => { if (role && role !== user.role) void change(user, { role }); }} />
        : t(`role.${user.role}`)),
    },
    { id: "seen", header: t("people.seen"), width: 190, value: ({ signed_in_at }) => signed_in_at, cell: ({ signed_in_at, has_password }) => (signed_in_at ? write.moment(signed_in_at) : t(has_password ? "people.never" : "people.invited")) },
    { id: "active", header: t("people.active"), width: 110, cell: (user) => <Switch aria-label={t("people.active_of", { name: user.email })} disabled={!mayEdit} checked={user.active} onChange={() => void change(user, { active: !user.active })} /> },
    { id: "link", header: "", width: 150, cell: (user) => mayEdit && <Button size="compact-sm" variant="subtle" onClick={() => void newLink(user)}>{t("people.link")}</Button> },
  ];
  return (
    <Stack>
      <Group justify="space-between">
        <Text size="sm" c="dimmed" maw="44rem">{t("people.lead")}</Text>
        {mayEdit && <Button leftSection={<Icon name="plus" />} onClick={() => setAdding(true)}>{t("people.add")}</Button>}
      </Group>
      <Query of={found}>{({ items }) => <DataTable rows={items} columns={columns} rowKey={({ user_id }) => user_id} label={t("tab.people")} rowHeight={48} />}</Query>
      <Add opened={adding} onClose={() => setAdding(false)} onAdded={setLink} />
      <Modal opened={link !== null} onClose={() => setLink(null)} title={t("people.link_title")} closeButtonProps={{ "aria-label": t("close") }}>
        <Stack>
          <Text size="sm">{link && t("people.link_detail", { moment: write.moment(link.expires_at) })}</Text>
          <div className={style.secret}>{link?.link}</div>
        </Stack>
      </Modal>
    </Stack>
  );
}

function Add({ opened, onClose, onAdded }: { opened: boolean; onClose: () => void; onAdded: (link: Link) => void }) {
  const { t } = useTranslation("settings");
  const tell = useTell();
  const client = useQueryClient();
  const [email, setEmail] = useState("");
  const [name, setName] = useState("");
  const [role, setRole] = useState<string>("viewer");
  const add = async () => {
    try {
      const made = await send<{ link: Link }>("POST", "/v1/users", { email, name, role });
      await client.invalidateQueries({ queryKey: ["users"] });
      onClose();
      onAdded(made.link);
    } catch (error) {
      tell.failed(error);
    }
  };
  return (
    <Modal opened={opened} onClose={onClose} title={t("people.add")} closeButtonProps={{ "aria-label": t("close") }}>
      <form onSubmit={(event) => { event.preventDefault(); void add(); }}>
        <Stack>
          <TextInput label={t("people.email")} type="email" required value={email} onChange={(event) => setEmail(event.currentTarget.value)} />
          <TextInput label={t("people.name")} value={name} onChange={(event) => setName(event.currentTarget.value)} />
          <Select label={t("people.role")} description={t(`role_detail.${role}`)} allowDeselect={false} value={role} data={ROLES.map((each) => ({ value: each, label: t(`role.${each}`) }))} onChange={(next) => setRole(next ?? "viewer")} />
          <Button type="submit">{t("people.add")}</Button>
        </Stack>
      </form>
    </Modal>
  );
}

import { Button, Group, Modal, Select, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { type Column, Confirm, DataTable, Empty, Icon, Query, send, useCan, useTell, useWriter } from "@/kit";

import { type Key, useKeys } from "./data";
import style from "./settings.module.css";

const KINDS: Record<string, string[]> = {
  shop: ["shop:read", "events:write"],
  import: ["data:read", "data:write", "jobs:read"],
  read: ["trends:read", "demand:read", "inventory:read", "orders:read", "products:read", "recommend:read", "data:read", "jobs:read"],
  orders: ["orders:read", "orders:write", "inventory:read"],
};

/** Keys of programs: a shop's web pages, an import by night, a report elsewhere. */
export function Keys() {
  const { t } = useTranslation("settings");
  const write = useWriter();
  const mayEdit = useCan("users:write");
  const tell = useTell();
  const client = useQueryClient();
  const found = useKeys();
  const [adding, setAdding] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const [revoking, setRevoking] = useState<Key | null>(null);
  const revoke = async () => {
    try {
      await send("DELETE", `/v1/keys/${revoking?.key_id ?? ""}`);
      await client.invalidateQueries({ queryKey: ["keys"] });
    } catch (error) {
      tell.failed(error);
    } finally {
      setRevoking(null);
    }
  };
  const columns: Column<Key>[] = [
    { id: "name", header: t("keys.name"), width: "minmax(11rem, 1fr)", value: ({ name }) => name, cell: ({ name, prefix }) => <>{name} <span className={style.mono}>{prefix}</span></> },
    { id: "scopes", header: t("keys.scopes"), width: "minmax(14rem, 2fr)", cell: ({ scopes }) => <span className={style.detail} title={scopes.join(", ")}>{scopes.join(", ")}</span> },
    { id: "used", header: t("keys.used"), width: 170, value: ({ used_at }) => used_at, cell: ({ used_at }) => (used_at ? write.moment(used_at) : t("keys.never")) },
    { id: "expires", header: t("keys.expires"), width: 150, value: ({ expires_at }) => expires_at, cell: ({ expires_at }) => (expires_at ? write.day(expires_at.slice(0, 10), true) : t("keys.no_end")) },
    { id: "end", header: "", width: 130, cell: (key) => (key.active ? mayEdit && <Button size="compact-sm" variant="subtle" color="red" onClick={() => setRevoking(key)}>{t("keys.revoke")}</Button> : <Text size="sm" c="dimmed">{t("keys.ended")}</Text>) },
  ];
  return (
    <Stack>
      <Group justify="space-between">
        <Text size="sm" c="dimmed" maw="44rem">{t("keys.lead")}</Text>
        {mayEdit && <Button leftSection={<Icon name="plus" />} onClick={() => setAdding(true)}>{t("keys.add")}</Button>}
      </Group>
      <Query of={found} isEmpty={({ items }) => items.length === 0} empty={<Empty title={t("keys.none")} detail={t("keys.none_detail")} icon="key" />}>
        {({ items }) => <DataTable rows={items} columns={columns} rowKey={({ key_id }) => key_id} label={t("tab.keys")} />}
      </Query>
      <Add opened={adding} onClose={() => setAdding(false)} onAdded={setSecret} />
      <Modal opened={secret !== null} onClose={() => setSecret(null)} title={t("keys.secret_title")} closeButtonProps={{ "aria-label": t("close") }}>
        <Stack><Text size="sm">{t("keys.secret_detail")}</Text><div className={style.secret}>{secret}</div></Stack>
      </Modal>
      <Confirm opened={revoking !== null} title={t("keys.revoke_title", { name: revoking?.name })} action={t("keys.revoke")} danger onYes={revoke} onNo={() => setRevoking(null)}>
        <Text size="sm">{t("keys.revoke_detail")}</Text>
      </Confirm>
    </Stack>
  );
}

function Add({ opened, onClose, onAdded }: { opened: boolean; onClose: () => void; onAdded: (secret: string) => void }) {
  const { t } = useTranslation("settings");
  const tell = useTell();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [kind, setKind] = useState("shop");
  const [origins, setOrigins] = useState("");
  const add = async () => {
    const listed = origins.split(/\s+/).filter(Boolean);
    try {
      const made = await send<{ secret: string }>("POST", "/v1/keys", { name: name.trim(), scopes: KINDS[kind], origins: kind === "shop" ? listed : [] });
      await client.invalidateQueries({ queryKey: ["keys"] });
      onClose();
      onAdded(made.secret);
    } catch (error) {
      tell.failed(error);
    }
  };
  return (
    <Modal opened={opened} onClose={onClose} title={t("keys.add")} closeButtonProps={{ "aria-label": t("close") }}>
      <form onSubmit={(event) => { event.preventDefault(); void add(); }}>
        <Stack>
          <TextInput label={t("keys.name")} required value={name} onChange={(event) => setName(event.currentTarget.value)} />
          <Select label={t("keys.kind")} description={(KINDS[kind] ?? []).join(", ")} allowDeselect={false} value={kind} data={Object.keys(KINDS).map((each) => ({ value: each, label: t(`key_kind.${each}`) }))} onChange={(next) => setKind(next ?? "shop")} />
          {kind === "shop" && <Textarea label={t("keys.origins")} description={t("keys.origins_detail")} placeholder="https://shop.example" autosize minRows={1} value={origins} onChange={(event) => setOrigins(event.currentTarget.value)} />}
          <Button type="submit">{t("keys.add")}</Button>
        </Stack>
      </form>
    </Modal>
  );
}

import { Button, Checkbox, Group, Modal, NumberInput, Select, Stack, Table, Text, TextInput, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";

import { useTell, useWriter } from "@/kit";

import { type LineView, type OrderView, useAct } from "./data";

export type Act = "approve" | "send" | "send again" | "acknowledge" | "receive" | "inspect" | "edit" | "close" | "void";

interface Props {
  act: Act | null;
  order: OrderView;
  etag: string;
  onClose: () => void;
}

/** Asks what an act needs to know, then does it. */
export function ActDialog({ act, order, etag, onClose }: Props) {
  const { t } = useTranslation("orders");
  return (
    <Modal opened={act !== null} onClose={onClose} size={act && WIDE.includes(act) ? "xl" : "md"} centered title={act ? `${t(`act.${act}`)}: ${order.purchase_order_id}` : ""} closeButtonProps={{ "aria-label": t("close") }}>
      {act && <Asking key={act} act={act} order={order} etag={etag} onClose={onClose} />}
    </Modal>
  );
}

const WIDE: Act[] = ["receive", "inspect", "edit"];
const CHANNELS = ["xlsx", "csv", "shopify", "email", "webhook", "hand"] as const;
type Counts = Record<string, { accepted: number; held: number; rejected: number; quantity: number }>;
const keyOf = ({ variant_id, location_id }: LineView) => `${variant_id}@${location_id}`;

interface Told {
  why: string;
  via: string;
  expected: string;
  reference: string;
  all: boolean;
  delivery: string;
  anyway: boolean;
  counts: Counts;
}

function Asking({ act, order, etag, onClose }: { act: Act; order: OrderView; etag: string; onClose: () => void }) {
  const { t } = useTranslation("orders");
  const run = useAct();
  const tell = useTell();
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState<Told>({
    why: "", via: "xlsx", expected: order.expected_on ?? "", reference: order.reference ?? "", all: true, delivery: "", anyway: false,
    counts: Object.fromEntries(order.items.map((line) => [keyOf(line), { accepted: act === "inspect" ? line.held : line.in_transit, held: 0, rejected: 0, quantity: line.quantity }])),
  });
  const set = (change: Partial<Told>) => setTold((before) => ({ ...before, ...change }));
  const ready = act !== "void" || told.why.trim() !== "";
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      await run(order.purchase_order_id, act === "send again" ? "send" : act, bodyOf(act, order, told), etag);
      tell.done(t(`done.${act}`, { number: order.purchase_order_id }));
      onClose();
    } catch (error) {
      tell.failed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack>
        <Text size="sm" c="dimmed">{t(`about.${act}`)}</Text>
        <Fields act={act} order={order} told={told} set={set} />
        <Textarea label={act === "void" ? t("reason") : t("remark")} required={act === "void"} value={told.why} onChange={(event) => set({ why: event.currentTarget.value })} autosize minRows={2} maxLength={2000} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>{t("cancel")}</Button>
          <Button type="submit" loading={busy} disabled={!ready} color={act === "void" ? "red" : "accent"}>{t(`act.${act}`)}</Button>
        </Group>
      </Stack>
    </form>
  );
}

function Fields({ act, order, told, set }: { act: Act; order: OrderView; told: Told; set: (change: Partial<Told>) => void }) {
  const { t } = useTranslation("orders");
  if (act === "send" || act === "send again") {
    return <Select label={t("via")} value={told.via} allowDeselect={false} onChange={(via) => set({ via: via ?? "xlsx" })} data={CHANNELS.map((each) => ({ value: each, label: t(`channel.${each}`) }))} />;
  }
  if (act === "acknowledge") {
    return (
      <Group grow>
        <TextInput type="date" label={t("expected_on")} value={told.expected} onChange={(event) => set({ expected: event.currentTarget.value })} />
        <TextInput label={t("reference")} value={told.reference} maxLength={200} onChange={(event) => set({ reference: event.currentTarget.value })} />
      </Group>
    );
  }
  if (act === "receive") {
    return (
      <>
        <TextInput label={t("delivery")} description={t("delivery_detail")} value={told.delivery} maxLength={200} onChange={(event) => set({ delivery: event.currentTarget.value })} />
        <Checkbox label={t("all_came")} checked={told.all} onChange={(event) => set({ all: event.currentTarget.checked })} />
        {!told.all && <Counting lines={order.items.filter(({ in_transit }) => in_transit > 0)} columns={["accepted", "held", "rejected"]} told={told} set={set} />}
      </>
    );
  }
  if (act === "inspect") return <Counting lines={order.items.filter(({ held }) => held > 0)} columns={["accepted", "rejected"]} told={told} set={set} />;
  if (act === "edit") {
    return (
      <>
        <Counting lines={order.items} columns={["quantity"]} told={told} set={set} />
        <Checkbox label={t("anyway")} checked={told.anyway} onChange={(event) => set({ anyway: event.currentTarget.checked })} />
      </>
    );
  }
  return null;
}

type Count = "accepted" | "held" | "rejected" | "quantity";

function Counting({ lines, columns, told, set }: { lines: LineView[]; columns: Count[]; told: Told; set: (change: Partial<Told>) => void }) {
  const { t } = useTranslation("orders");
  const write = useWriter();
  const change = (key: string, name: Count, value: number | string) => {
    const counts = told.counts[key];
    if (counts) set({ counts: { ...told.counts, [key]: { ...counts, [name]: Math.max(0, Math.round(Number(value) || 0)) } } });
  };
  return (
    <Table.ScrollContainer minWidth={420} mah="22rem" style={{ overflowY: "auto" }}>
      <Table fz="sm" verticalSpacing={4} stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("variant")}</Table.Th><Table.Th>{t("place")}</Table.Th><Table.Th ta="right">{t("to_come")}</Table.Th>
            {columns.map((name) => <Table.Th key={name} ta="right">{t(`count.${name}`)}</Table.Th>)}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lines.map((line) => {
            const key = keyOf(line);
            return (
              <Table.Tr key={key}>
                <Table.Td>{[line.title ?? line.variant_id, line.colour, line.size].filter(Boolean).join(" · ")}</Table.Td>
                <Table.Td>{line.location}</Table.Td>
                <Table.Td ta="right">{write.num(line.in_transit)}</Table.Td>
                {columns.map((name) => (
                  <Table.Td key={name} w={104}>
                    <NumberInput size="xs" min={0} hideControls value={told.counts[key]?.[name] ?? 0} onChange={(value) => change(key, name, value)} aria-label={`${line.title ?? line.variant_id} ${line.size ?? ""} ${line.location}: ${t(`count.${name}`)}`} styles={{ input: { textAlign: "right" } }} />
                  </Table.Td>
                ))}
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

/** What is sent for an act; lines that do not say anything are left out. */
export function bodyOf(act: Act, order: OrderView, told: Told): Record<string, unknown> {
  const why = told.why.trim() ? { why: told.why.trim() } : {};
  const name = ({ variant_id, location_id }: LineView) => ({ variant_id, location_id });
  const counted = (line: LineView) => told.counts[keyOf(line)] ?? { accepted: 0, held: 0, rejected: 0, quantity: line.quantity };
  switch (act) {
    case "send": return { via: told.via, ...why };
    case "send again": return { via: told.via, again: true, ...why };
    case "acknowledge":
      return { ...(told.expected ? { expected_on: told.expected } : {}), ...(told.reference.trim() ? { reference: told.reference.trim() } : {}), ...why };
    case "receive": {
      const delivery = told.delivery.trim() ? { delivery: told.delivery.trim() } : {};
      if (told.all) return { all: true, ...delivery, ...why };
      const lines = order.items.filter(({ in_transit }) => in_transit > 0).map((line) => {
        const { accepted, held, rejected } = counted(line);
        return { ...name(line), accepted, held, rejected };
      });
      return { lines: lines.filter(({ accepted, held, rejected }) => accepted + held + rejected > 0), ...delivery, ...why };
    }
    case "inspect": {
      const lines = order.items.filter(({ held }) => held > 0).map((line) => ({ ...name(line), accepted: counted(line).accepted, rejected: counted(line).rejected }));
      return { lines: lines.filter(({ accepted, rejected }) => accepted + rejected > 0), ...why };
    }
    case "edit": {
      const lines = order.items.filter((line) => counted(line).quantity !== line.quantity).map((line) => ({ ...name(line), quantity: counted(line).quantity }));
      return { lines, ...(told.anyway ? { anyway: true } : {}), ...why };
    }
    default: return why;
  }
}

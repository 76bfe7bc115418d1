import { Button, Checkbox, Chip, Group, Modal, NumberInput, Stack, Table, Text, Textarea } from "@mantine/core";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { Num } from "@/kit";

import type { Decision } from "./data";
import { nameOf } from "./DecisionRow";

export interface Asking {
  what: "dismiss" | "edit";
  decisions: Decision[];
}

interface Props {
  asking: Asking | null;
  onClose: () => void;
  onDismiss: (decisions: Decision[], reason: string) => Promise<boolean>;
  onEdit: (decision: Decision, change: { quantity?: number; cut?: number; anyway?: boolean }) => Promise<boolean>;
}

const REASONS = ["budget", "range", "supplier", "stock", "forecast"] as const;

/** Asks for the reason of a dismissal, or for another quantity or cut. */
export function Dialogs({ asking, onClose, onDismiss, onEdit }: Props) {
  const { t } = useTranslation("today");
  const first = asking?.decisions[0];
  const many = asking?.decisions.length ?? 0;
  const dismissing = t("dismiss_count", { count: many });
  const title = asking?.what === "edit" && first ? t("edit_this", { title: nameOf(first) }) : dismissing;
  return (
    <Modal opened={asking !== null} onClose={onClose} title={title} centered closeButtonProps={{ "aria-label": t("close") }}>
      {asking?.what === "dismiss" && (
        <Dismissal onSay={async (reason) => { if (await onDismiss(asking.decisions, reason)) onClose(); }} onNo={onClose} />
      )}
      {asking?.what === "edit" && first && (
        <Editing decision={first} onSay={async (change) => { if (await onEdit(first, change)) onClose(); }} onNo={onClose} />
      )}
    </Modal>
  );
}

function Dismissal({ onSay, onNo }: { onSay: (reason: string) => Promise<void>; onNo: () => void }) {
  const { t } = useTranslation("today");
  const [picked, setPicked] = useState<string>("budget");
  const [said, setSaid] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    await onSay([picked ? t(`reason.${picked}`) : "", said.trim()].filter(Boolean).join(": ")).finally(() => setBusy(false));
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack>
        <Chip.Group value={picked} onChange={(next) => setPicked(next as string)}>
          <Group gap="xs" role="group" aria-label={t("reason_label")}>
            {REASONS.map((each) => <Chip key={each} value={each} size="xs" variant="outline">{t(`reason.${each}`)}</Chip>)}
          </Group>
        </Chip.Group>
        <Textarea label={t("reason_more")} value={said} onChange={(event) => setSaid(event.currentTarget.value)} maxLength={1500} autosize minRows={2} data-autofocus />
        <Group justify="flex-end">
          <Button variant="default" onClick={onNo}>{t("cancel")}</Button>
          <Button type="submit" loading={busy} disabled={!picked && !said.trim()}>{t("dismiss")}</Button>
        </Group>
      </Stack>
    </form>
  );
}

function Editing({
  decision, onSay, onNo,
}: { decision: Decision; onSay: (change: { quantity?: number; cut?: number; anyway?: boolean }) => Promise<void>; onNo: () => void }) {
  const { t } = useTranslation("today");
  const isCut = decision.editable === "cut";
  const start = isCut ? Math.round((decision.cut ?? 0) * 100) : (decision.quantity ?? 1);
  const [value, setValue] = useState<number | string>(start);
  const [anyway, setAnyway] = useState(false);
  const [busy, setBusy] = useState(false);
  useEffect(() => setValue(start), [start]);
  const number = Number(value);
  const good = Number.isFinite(number) && number >= 1 && (!isCut || number < 100);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!good) return;
    setBusy(true);
    await onSay(isCut ? { cut: number / 100 } : { quantity: Math.round(number), ...(anyway ? { anyway } : {}) }).finally(() => setBusy(false));
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack>
        <NumberInput
          label={isCut ? t("cut_label") : t("quantity_label")} description={t("suggested", { n: start })} value={value} onChange={setValue}
          min={1} max={isCut ? 99 : 10_000_000} allowDecimal={false} suffix={isCut ? "%" : ""} data-autofocus
        />
        {decision.places.length > 1 && (
          <Table withRowBorders={false} verticalSpacing={2} fz="sm">
            <Table.Thead><Table.Tr><Table.Th>{t("place")}</Table.Th><Table.Th ta="right">{t("suggested_units")}</Table.Th></Table.Tr></Table.Thead>
            <Table.Tbody>
              {decision.places.map((place) => (
                <Table.Tr key={place.location_id}><Table.Td>{place.location}</Table.Td><Table.Td ta="right"><Num value={place.quantity} /></Table.Td></Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
        {decision.kind === "buy" && (
          <>
            <Text size="xs" c="dimmed">{t("shared_out")}</Text>
            <Checkbox label={t("anyway")} checked={anyway} onChange={(event) => setAnyway(event.currentTarget.checked)} />
          </>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onNo}>{t("cancel")}</Button>
          <Button type="submit" loading={busy} disabled={!good}>{t("accept")}</Button>
        </Group>
      </Stack>
    </form>
  );
}

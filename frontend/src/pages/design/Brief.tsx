import { Button, Group, NumberInput, Text, Textarea } from "@mantine/core";
import { type DragEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Icon, useCan, useMe } from "@/kit";

import style from "./design.module.css";
import { useStudio } from "./studio";

const PICTURES = "image/png,image/jpeg,image/webp";
const EXAMPLES = ["one", "two", "three"] as const;

/** What is wished for: words or a picture, a price, how many. */
export function Brief({ busy, onWords, onPicture }: { busy: boolean; onWords: (text: string) => void; onPicture: (file: File) => void }) {
  const { t } = useTranslation("design");
  const { work, set } = useStudio();
  const currency = useMe()?.brand?.currency ?? "";
  const number = (value: string | number) => (typeof value === "number" ? value : null);
  return (
    <form
      className={style.brief}
      onSubmit={(event) => {
        event.preventDefault();
        if (work.text.trim()) onWords(work.text.trim());
      }}
    >
      <div className={style.wish}>
        <Textarea
          label={t("brief.wish")} description={t("brief.wish_note")} placeholder={t("brief.placeholder")} autosize minRows={3} maxRows={8} maxLength={4000}
          size="md" value={work.text} onChange={(event) => set({ text: event.currentTarget.value })}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit();
          }}
        />
        <div className={style.examples}>
          <Text size="xs" c="dimmed" component="span">{t("brief.examples")}</Text>
          {EXAMPLES.map((each) => (
            <button key={each} type="button" className={style.example} onClick={() => set({ text: t(`brief.example.${each}`) })}>{t(`brief.example.${each}`)}</button>
          ))}
        </div>
        <Group align="flex-end" gap="sm" mt="sm">
          <NumberInput label={t("brief.price", { currency })} placeholder={t("brief.any")} min={0} decimalScale={2} w={140} value={work.price ?? ""} onChange={(value) => set({ price: number(value) })} />
          <NumberInput label={t("brief.count")} min={1} max={36} clampBehavior="strict" allowDecimal={false} w={110} value={work.count} onChange={(value) => set({ count: number(value) ?? 12 })} />
          <NumberInput label={t("brief.seed")} min={0} max={2147483647} allowDecimal={false} w={110} value={work.seed} onChange={(value) => set({ seed: number(value) ?? 0 })} />
          <Button type="submit" loading={busy} disabled={!work.text.trim()} leftSection={<Icon name="scissors" />}>{t("brief.go")}</Button>
        </Group>
      </div>
      <PictureZone busy={busy} onPicture={onPicture} />
    </form>
  );
}

function PictureZone({ busy, onPicture }: { busy: boolean; onPicture: (file: File) => void }) {
  const { t } = useTranslation("design");
  const may = useCan("design:write");
  const chooser = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const take = (file: File | undefined) => {
    if (file && may && !busy) onPicture(file);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };
  return (
    <div className={style.drop} data-over={over} onDragOver={(event) => { event.preventDefault(); setOver(may); }} onDragLeave={() => setOver(false)} onDrop={drop}>
      <Icon name="upload" size={24} />
      <Text fw={600} size="sm">{t("brief.picture")}</Text>
      <Text size="xs" c="dimmed">{t(may ? "brief.picture_note" : "brief.picture_denied")}</Text>
      <Button variant="default" size="compact-sm" disabled={!may || busy} onClick={() => chooser.current?.click()}>{t("brief.choose")}</Button>
      <input
        ref={chooser} type="file" accept={PICTURES} hidden aria-label={t("brief.choose")}
        onChange={(event) => {
          take(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
    </div>
  );
}

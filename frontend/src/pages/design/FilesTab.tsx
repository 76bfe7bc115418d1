import { Button, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Icon, download, sendForFile, useTell } from "@/kit";

import { type Format, type Spec, drawn } from "./data";
import style from "./design.module.css";
import { Wearer, useWorn } from "./Wearer";

const FORMATS: [Format, string][] = [["svg", "pattern.svg"], ["dxf", "pattern.dxf"], ["a4", "pattern-a4.pdf"], ["a0", "pattern-a0.pdf"], ["json", "pattern.json"]];
const LANGUAGES = ["en", "zh"] as const;

/** All that can be handed to a maker. */
export function FilesTab({ spec }: { spec: Spec }) {
  const { t } = useTranslation("design");
  const worn = useWorn(spec);
  const size = "size" in worn ? worn.size : null;
  return (
    <Stack gap="lg">
      <Part title={t("files.design")}>
        <File name="design.json" label={t("files.spec")} make={() => Promise.resolve(new Blob([`${JSON.stringify(spec, null, 2)}\n`], { type: "application/json" }))} />
        <File name="flat.svg" label={t("files.flat")} make={async () => new Blob([await drawn(spec, "both")], { type: "image/svg+xml" })} />
      </Part>
      <Part title={t("files.pattern")} before={<Wearer spec={spec} />}>
        {FORMATS.map(([format, name]) => (
          <File key={format} name={name} label={t(`files.${format}`)} make={() => sendForFile("/v1/design/pattern/file", { spec, ...worn, format })} />
        ))}
      </Part>
      <Part title={t("files.techpack")} note={size ? t("files.techpack_note", { size }) : t("files.techpack_own")}>
        {LANGUAGES.map((language) => (
          <File key={language} name={`techpack-${language}.pdf`} label={t(`files.pack_${language}`)} make={() => sendForFile("/v1/design/techpack", { spec, size, pack_language: language })} />
        ))}
      </Part>
    </Stack>
  );
}

function Part({ title, note, before, children }: { title: string; note?: string; before?: React.ReactNode; children: React.ReactNode }) {
  return (
    <section>
      <Title order={3} size="h5" mb={6}>{title}</Title>
      {note && <Text size="sm" c="dimmed" mb="xs">{note}</Text>}
      {before}
      <div className={style.files}>{children}</div>
    </section>
  );
}

function File({ name, label, make }: { name: string; label: string; make: () => Promise<Blob> }) {
  const tell = useTell();
  const [busy, setBusy] = useState(false);
  const get = () => {
    setBusy(true);
    make().then((blob) => download(name, blob)).catch(tell.failed).finally(() => setBusy(false));
  };
  return <Button variant="default" loading={busy} leftSection={<Icon name="download" />} onClick={get}>{label}</Button>;
}

import { ActionIcon, Button, Group, NumberInput, Select, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Empty, Icon, type JobProgress, Num, Percent, Tile, send, useCan, useJob, useTell, useWriter } from "@/kit";

import { type Spec, type Started, fileAddress } from "./data";
import style from "./design.module.css";
import { JobLine } from "./JobLine";
import { PanZoom } from "./PanZoom";
import { useStudio } from "./studio";
import { middleOf, sizesOf } from "./Wearer";

interface Figures {
  length_m: number;
  garments: number;
  fabric_per_garment_m: number;
  pieces: number;
  utilisation: number;
  waste_m2: number;
  co2e_kg: number | null;
  notes: string[];
}

const NAPS = ["cloth", "one", "both"] as const;

/** The pieces of a size mix laid on cloth. */
export function MarkerTab({ spec }: { spec: Spec }) {
  const { t } = useTranslation("design");
  const may = useCan("design:write");
  const tell = useTell();
  const { work, set } = useStudio();
  const asked = work.jobs.marker;
  const job = useJob(asked?.id ?? null);
  const [lines, setLines] = useState<[string, number][]>([[middleOf(spec), 1]]);
  const [width, setWidth] = useState<string | number>(150);
  const [nap, setNap] = useState<string>("cloth");
  const [starting, setStarting] = useState(false);
  const free = sizesOf(spec).filter((size) => !lines.some(([taken]) => taken === size));
  const usable = lines.filter(([size]) => sizesOf(spec).includes(size));
  const start = async () => {
    setStarting(true);
    try {
      const body = { spec, sizes: Object.fromEntries(usable), width: Number(width) || 150, nap: nap === "cloth" ? null : nap === "one" };
      const { job_id } = await send<Started>("POST", "/v1/design/marker", body);
      set({ jobs: { ...work.jobs, marker: { id: job_id, of: JSON.stringify(spec) } } });
    } catch (failure) {
      tell.failed(failure);
    } finally {
      setStarting(false);
    }
  };
  const running = asked !== null && (job === null || job.state === "queued" || job.state === "running");
  return (
    <Stack gap="md">
      <div className={style.lines}>
        {usable.map(([size, count], place) => (
          <Group key={size} gap={4} align="flex-end" wrap="nowrap">
            <NumberInput label={t("marker.count", { size })} size="sm" w={120} min={1} max={50} allowDecimal={false} value={count} onChange={(next) => setLines(usable.map((line, at) => (at === place && typeof next === "number" ? [size, next] : line)))} />
            <ActionIcon variant="subtle" size="lg" aria-label={t("marker.remove", { size })} disabled={usable.length === 1} onClick={() => setLines(usable.filter((_, at) => at !== place))}><Icon name="close" /></ActionIcon>
          </Group>
        ))}
        <Select label={t("marker.add")} placeholder={t("marker.add_note")} size="sm" w={140} data={free} value={null} disabled={usable.length >= 12} onChange={(size) => size && setLines([...usable, [size, 1]])} />
        <NumberInput label={t("marker.width")} size="sm" w={130} min={20} max={400} suffix=" cm" value={width} onChange={setWidth} />
        <Select label={t("marker.nap")} size="sm" w={190} allowDeselect={false} value={nap} onChange={(next) => setNap(next ?? "cloth")} data={NAPS.map((value) => ({ value, label: t(`nap.${value}`) }))} />
        <Button loading={starting || running} disabled={!may || usable.length === 0} leftSection={<Icon name="play" />} onClick={() => void start()}>{t("marker.go")}</Button>
      </div>
      {!may && <Text size="sm" c="dimmed">{t("job.denied")}</Text>}
      {!asked && <Empty title={t("marker.none")} detail={t("marker.none_detail")} icon="ruler" />}
      {asked && job?.state !== "done" && <JobLine job={job} />}
      {asked && asked.of !== JSON.stringify(spec) && <Text size="sm" className={style.warn}>{t("job.older")}</Text>}
      {job?.state === "done" && <Laid job={job} />}
    </Stack>
  );
}

function Laid({ job }: { job: JobProgress }) {
  const { t } = useTranslation("design");
  const write = useWriter();
  const { figures, files } = job.result as { figures: Figures; files: { marker: string } };
  return (
    <>
      <div className={style.tiles}>
        <Tile label={t("marker.utilisation")} value={<Percent value={figures.utilisation} most={1} />} note={t("marker.pieces", { count: figures.pieces })} />
        <Tile label={t("marker.length")} value={<><Num value={figures.length_m} most={2} /> m</>} note={t("marker.each", { metres: write.num(figures.fabric_per_garment_m, 2), count: figures.garments })} />
        <Tile label={t("marker.waste")} value={<><Num value={figures.waste_m2} most={2} /> m²</>} />
        <Tile label={t("marker.co2e")} value={figures.co2e_kg === null ? "–" : <><Num value={figures.co2e_kg} most={2} /> kg</>} note={t("marker.co2e_note")} />
      </div>
      <PanZoom src={fileAddress(files.marker)} alt={t("marker.alt")} />
      <ul className={style.plain}>{figures.notes.map((each) => <li key={each}>{each}</li>)}</ul>
      <Button component="a" href={fileAddress(files.marker)} download="marker.svg" variant="default" leftSection={<Icon name="download" />} w="fit-content">{t("marker.download")}</Button>
    </>
  );
}

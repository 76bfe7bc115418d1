import { Button, Group, Select, Slider, Stack, Text } from "@mantine/core";
import { Suspense, lazy, useState } from "react";
import { useTranslation } from "react-i18next";

import { Empty, Icon, type JobProgress, Loading, send, useCan, useJob, useTell } from "@/kit";

import { type Spec, type Started, fileAddress, useWords } from "./data";
import style from "./design.module.css";
import { JobLine } from "./JobLine";
import { useStudio } from "./studio";
import { Wearer, useWorn } from "./Wearer";

const Viewer = lazy(() => import("./Viewer"));
const FABRICS = ["cotton poplin", "denim", "silk", "jersey", "wool"] as const;

/** The garment on a body: fallen as its cloth falls. */
export function ModelTab({ spec }: { spec: Spec }) {
  const { t } = useTranslation("design");
  const may = useCan("design:write");
  const tell = useTell();
  const worn = useWorn(spec);
  const { work, set } = useStudio();
  const asked = work.jobs.drape;
  const job = useJob(asked?.id ?? null);
  const [fabric, setFabric] = useState<string>("own");
  const [starting, setStarting] = useState(false);
  const start = async () => {
    setStarting(true);
    try {
      const { job_id } = await send<Started>("POST", "/v1/design/drape", { spec, ...worn, fabric: fabric === "own" ? null : fabric });
      set({ jobs: { ...work.jobs, drape: { id: job_id, of: JSON.stringify(spec) } } });
    } catch (failure) {
      tell.failed(failure);
    } finally {
      setStarting(false);
    }
  };
  const running = asked !== null && (job === null || job.state === "queued" || job.state === "running");
  const fabrics = [{ value: "own", label: t("fabric.own") }, ...FABRICS.map((value) => ({ value, label: t(`fabric.${value.replace(" ", "_")}`) }))];
  return (
    <Stack gap="md">
      <Group align="flex-end" gap="sm">
        <Wearer spec={spec} />
        <Select label={t("model.fabric")} size="sm" w={190} allowDeselect={false} data={fabrics} value={fabric} onChange={(next) => setFabric(next ?? "own")} />
        <Button loading={starting || running} disabled={!may} leftSection={<Icon name="play" />} onClick={() => void start()}>{t("model.go")}</Button>
      </Group>
      {!may && <Text size="sm" c="dimmed">{t("job.denied")}</Text>}
      {!asked && <Empty title={t("model.none")} detail={t("model.none_detail")} icon="shirt" />}
      {asked && job?.state !== "done" && <JobLine job={job} />}
      {asked && asked.of !== JSON.stringify(spec) && <Text size="sm" className={style.warn}>{t("job.older")}</Text>}
      {job?.state === "done" && <Worn3D key={job.job_id} job={job} spec={spec} />}
    </Stack>
  );
}

interface Figures {
  size: string;
  fabric: string;
  triangles: number;
  strain_p95: number;
}

function Worn3D({ job, spec }: { job: JobProgress; spec: Spec }) {
  const { t } = useTranslation("design");
  const words = useWords();
  const { figures, files } = job.result as { figures: Figures; files: Record<string, string> };
  const [failed, setFailed] = useState(false);
  const turns = Object.keys(files).filter((name) => name.startsWith("picture ")).sort((one, other) => Number(one.slice(8)) - Number(other.slice(8)));
  const alt = t("model.alt", { garment: words.garment(spec), size: figures.size });
  const link = (name: string) => fileAddress(files[name] ?? "");
  return (
    <>
      <div className={style.two}>
        {!failed && (
          <Suspense fallback={<Loading lines={8} />}>
            <Viewer glb={link("glb")} usdz={link("usdz")} poster={link(turns[0] ?? "")} alt={alt} onFailed={() => setFailed(true)} />
          </Suspense>
        )}
        <Turntable pictures={turns.map((name) => ({ angle: Number(name.slice(8)), src: link(name) }))} alt={alt} />
      </div>
      {failed && <Text size="sm" c="dimmed" role="status">{t("model.no_viewer")}</Text>}
      <Text size="sm" c="dimmed">{t("model.facts", { size: figures.size, fabric: t(`fabric.${figures.fabric.replace(" ", "_")}`), triangles: figures.triangles, strain: Math.round(figures.strain_p95 * 1000) / 10 })}</Text>
      <Group gap="xs">
        <Button component="a" variant="default" href={link("glb")} download="garment.glb" leftSection={<Icon name="download" />}>GLB</Button>
        <Button component="a" variant="default" href={link("usdz")} download="garment.usdz" leftSection={<Icon name="download" />}>USDZ</Button>
      </Group>
    </>
  );
}

/** The pictures that were taken around the body; all that a browser without 3D needs. */
function Turntable({ pictures, alt }: { pictures: { angle: number; src: string }[]; alt: string }) {
  const { t } = useTranslation("design");
  const [place, setPlace] = useState(0);
  const shown = pictures[place];
  if (!shown) return null;
  return (
    <figure className={style.turn}>
      <img src={shown.src} alt={t("model.from", { alt, angle: shown.angle })} />
      <Slider label={null} min={0} max={pictures.length - 1} step={1} value={place} onChange={setPlace} thumbLabel={t("model.turn")} thumbProps={{ "aria-valuetext": `${shown.angle}°` }} />
      <figcaption>{t("model.angle", { angle: shown.angle })}</figcaption>
    </figure>
  );
}

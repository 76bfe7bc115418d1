import { Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Num, Query } from "@/kit";

import { type Pattern, type Spec, useImage, usePattern } from "./data";
import style from "./design.module.css";
import { PanZoom } from "./PanZoom";
import { Wearer, useWorn } from "./Wearer";

/** The drafted pattern with what was measured on it. */
export function PatternTab({ spec }: { spec: Spec }) {
  const pattern = usePattern(spec, useWorn(spec));
  const shown = pattern.isError ? { ...pattern, data: undefined } : pattern;
  return (
    <Stack gap="md">
      <Wearer spec={spec} />
      <Query of={shown as typeof pattern}>{(made) => <Made made={made} old={pattern.isPlaceholderData} />}</Query>
    </Stack>
  );
}

function Made({ made, old }: { made: Pattern; old: boolean }) {
  const { t } = useTranslation("design");
  const image = useImage(made.svg);
  return (
    <div data-old={old} className={style.made}>
      {image && <PanZoom src={image} alt={t("pattern.alt", { size: made.size })} />}
      <Text size="sm" c="dimmed" mt="xs">{t("pattern.pieces", { size: made.size, pieces: made.pieces, cut: made.cut })}</Text>
      <div className={style.two}>
        <section>
          <Title order={3} size="h5" mb={6}>{t("pattern.girths")}</Title>
          <table className={style.table}>
            <thead><tr><th scope="col">{t("pattern.place")}</th><th scope="col">{t("pattern.body")}</th><th scope="col">{t("pattern.garment")}</th><th scope="col">{t("pattern.ease")}</th></tr></thead>
            <tbody>
              {Object.entries(made.girths).map(([name, girth]) => (
                <tr key={name}>
                  <th scope="row">{t(`measure.${name}`, { defaultValue: name })}</th>
                  <td><Num value={made.body[name] ?? null} most={1} /></td><td><Num value={girth} most={1} /></td><td><Num value={made.ease[name] ?? null} most={1} /></td>
                </tr>
              ))}
            </tbody>
          </table>
          <Text size="xs" c="dimmed" mt={4}>{t("pattern.cm")}</Text>
        </section>
        <section>
          <Title order={3} size="h5" mb={6}>{t("pattern.problems")}</Title>
          {made.problems.length === 0 && <Text size="sm" className={style.good}>{t("pattern.sound")}</Text>}
          <ul className={style.plain}>{made.problems.map(({ check, where, text }) => <li key={`${check}${where}`}><b>{where}</b> {text}</li>)}</ul>
          {made.notes.length > 0 && <><Title order={3} size="h5" mt="sm" mb={6}>{t("pattern.notes")}</Title><ul className={style.plain}>{made.notes.map((each) => <li key={each}>{each}</li>)}</ul></>}
        </section>
      </div>
    </div>
  );
}

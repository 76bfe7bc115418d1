import { Button, Group, MultiSelect, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { Empty, Icon } from "@/kit";

import { type Board, type Spec, same, useWords } from "./data";
import { DesignCard, type Opinion } from "./DesignCard";
import style from "./design.module.css";
import { HeardView } from "./HeardView";
import { SeenView } from "./SeenView";
import { useStudio } from "./studio";

/** Distinct designs side by side: what is liked leads the next board, what is locked stays. */
export function BoardView({ board, onAgain, onVary }: { board: Board; onAgain: () => void; onVary: (spec: Spec) => void }) {
  const { t } = useTranslation("design");
  const { work, set, open } = useStudio();
  const words = useWords();
  const go = useNavigate();
  const has = (specs: Spec[], spec: Spec) => specs.some((each) => same(each, spec));
  const without = (specs: Spec[], spec: Spec) => specs.filter((each) => !same(each, spec));
  const judge = (spec: Spec, opinion: Opinion) => {
    const [likes, dislikes] = [without(work.likes, spec), without(work.dislikes, spec)];
    if (opinion === "liked") likes.push(spec);
    if (opinion === "disliked") dislikes.push(spec);
    set({ likes, dislikes });
  };
  const edit = (spec: Spec) => {
    open(spec);
    void go("/design/editor");
  };
  return (
    <Stack gap="md">
      {board.heard && <HeardView heard={board.heard} text={work.text} />}
      {work.seen && <SeenView seen={work.seen} />}
      <section aria-labelledby="board-title">
        <Group justify="space-between" align="flex-end" gap="sm" mb="sm">
          <div>
            <Title order={2} size="h3" id="board-title">{t("board.title", { count: board.designs.length })}</Title>
            <Text size="xs" c="dimmed">{t("board.facts", { tried: board.tried, seed: board.seed })}</Text>
          </div>
          <Group align="flex-end" gap="sm" className={style.bar}>
            <MultiSelect
              label={t("board.lock")} placeholder={work.locked.length === 0 ? t("board.lock_none") : undefined} searchable clearable hidePickedOptions w={300} maw="100%"
              clearButtonProps={{ "aria-label": t("board.unlock") }}
              data={[...words.slots.map(({ slot }) => ({ value: slot, label: words.slot(slot) })), { value: "colours", label: t("group.colours") }]}
              value={work.locked} onChange={(locked) => set({ locked })}
            />
            {work.likes.length + work.dislikes.length > 0 && <Button variant="subtle" onClick={() => set({ likes: [], dislikes: [] })}>{t("board.forget")}</Button>}
            <Button variant="default" leftSection={<Icon name="refresh" />} onClick={onAgain}>
              {work.likes.length > 0 ? t("board.breed", { count: work.likes.length }) : t("board.again")}
            </Button>
          </Group>
        </Group>
        {board.designs.length === 0 && <Empty title={t("board.empty")} detail={t("board.empty_detail")} icon="scissors" />}
        <div className={style.grid}>
          {board.designs.map((design, place) => (
            <DesignCard
              key={JSON.stringify(design.spec)} design={design} number={place + 1}
              opinion={has(work.likes, design.spec) ? "liked" : has(work.dislikes, design.spec) ? "disliked" : null}
              onJudge={(opinion) => judge(design.spec, opinion)} onVary={() => onVary(design.spec)} onEdit={() => edit(design.spec)}
            />
          ))}
        </div>
      </section>
    </Stack>
  );
}

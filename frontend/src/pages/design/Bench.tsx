import { Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Empty, Failed, Loading, useMe } from "@/kit";

import { BoardView } from "./BoardView";
import { Brief } from "./Brief";
import { type Looked, type Spec, look, makeBoard, minor, useLanguage } from "./data";
import { useStudio } from "./studio";

/** A picture's slot is kept from this confidence on; below it the board is free. */
const SURE = 0.55;

/** The brief, and the board that is made of it. */
export function Bench() {
  const { t } = useTranslation("design");
  const studio = useStudio();
  const making = useMaking();
  const { board } = studio.work;
  return (
    <Stack gap="lg">
      <Brief busy={making.busy} onWords={making.ofWords} onPicture={making.ofPicture} />
      {making.error ? <Failed error={making.error} /> : null}
      {making.busy && <Loading lines={8} />}
      {!making.busy && board && <BoardView board={board} onAgain={making.again} onVary={making.vary} />}
      {!making.busy && !making.error && !board && <Empty title={t("board.none")} detail={t("board.none_detail")} icon="scissors" />}
    </Stack>
  );
}

/** How a board is asked for: of words, of a picture, around designs. */
function useMaking() {
  const { work, set } = useStudio();
  const language = useLanguage();
  const me = useMe();
  const [error, setError] = useState<unknown>(null);
  const asked = useMutation({ mutationFn: makeBoard });
  const looking = useMutation({ mutationFn: ({ file, text }: { file: File; text: string }) => look(file, text) });
  const price = work.price === null || !me?.brand ? null : minor(work.price, me.brand.currency);
  const common = { count: work.count, likes: work.likes, dislikes: work.dislikes, price, language };
  const ask = async (from: { text?: string; specs?: Spec[]; locked: string[]; seed: number }, seen: Looked | null) => {
    setError(null);
    try {
      const board = await asked.mutateAsync({ ...common, ...from });
      set({ board, seed: from.seed, seen });
    } catch (failure) {
      setError(failure);
    }
  };
  return {
    error,
    busy: asked.isPending || looking.isPending,
    ofWords: (text: string) => ask({ text, locked: work.locked, seed: work.seed }, null),
    ofPicture: async (file: File) => {
      setError(null);
      try {
        const seen = await looking.mutateAsync({ file, text: work.text });
        const sure = Object.entries(seen.found).filter(([, { confidence }]) => confidence >= SURE);
        await ask({ specs: [seen.spec], locked: sure.map(([slot]) => slot).filter((slot) => !slot.startsWith("trim.")), seed: work.seed }, seen);
      } catch (failure) {
        setError(failure);
      }
    },
    /** Another board: around what is liked, else of the same wish. */
    again: () => {
      const seed = work.seed + 1;
      if (work.likes.length > 0) return ask({ specs: work.likes, locked: work.locked, seed }, work.seen);
      if (work.text && !work.seen) return ask({ text: work.text, locked: work.locked, seed }, null);
      return ask({ specs: work.board?.designs.slice(0, 1).map(({ spec }) => spec) ?? [], locked: work.locked, seed }, work.seen);
    },
    vary: (spec: Spec) => ask({ specs: [spec], locked: work.locked, seed: work.seed + 1 }, work.seen),
  };
}

import { Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { Tile, type Writer, useWriter } from "@/kit";

import type { TileView } from "./data";
import style from "./today.module.css";

const LINKS: Record<string, string> = {
  open_orders: "/orders", late_orders: "/orders?late=true", open_to_buy: "/plan?tab=buying", stockouts: "/plan?tab=exceptions&kind=stock+out",
};

/** Last week's figures; each says on hover and focus what it is. */
export function Tiles({ tiles }: { tiles: TileView[] }) {
  const { t, i18n } = useTranslation("today");
  const write = useWriter();
  const go = useNavigate();
  const language = i18n.language.startsWith("zh") ? "zh" : "en";
  return (
    <div className={style.tiles}>
      {tiles.map((tile) => {
        const link = LINKS[tile.key];
        return (
          <Tooltip key={tile.key} label={tile.definition[language]} multiline w={300} openDelay={400} events={{ hover: true, focus: true, touch: true }}>
            <div>
              <Tile
                label={tile.title[language]} value={figure(tile, write)} tone={tone(tile)} note={note(tile, write, t)}
                onClick={link ? () => void go(link) : undefined}
              />
            </div>
          </Tooltip>
        );
      })}
    </div>
  );
}

function figure(tile: TileView, write: Writer): string {
  if (tile.unit === "orders") return tile.value === null ? "–" : write.num(tile.value);
  if (tile.money) return write.money(tile.money, true);
  if (tile.day) return write.day(tile.day);
  if (tile.value === null) return "–";
  if (tile.unit === "share") return write.percent(tile.value, 1);
  return write.num(tile.value, tile.unit === "weeks" ? 1 : 0);
}

/** Whether the change since the week before is good, where one can say so. */
export function tone({ good, change }: Pick<TileView, "good" | "change">): "good" | "bad" | "soft" {
  if (good === "none" || change === null || Math.abs(change) < 0.0005) return "soft";
  return change > 0 === (good === "up") ? "good" : "bad";
}

function note(tile: TileView, write: Writer, t: (key: string, values?: Record<string, unknown>) => string): string {
  const said: string[] = [];
  const by = (change: number) =>
    tile.unit === "share" ? t("points", { by: signed(change * 100, write) }) : write.percent(change, Math.abs(change) < 0.1 ? 1 : 0, true);
  if (tile.unit === "orders" && tile.money) said.push(write.money(tile.money, true));
  if (tile.of !== null) said.push(t("of", { all: write.num(tile.of) }));
  if (tile.change !== null) said.push(t("since_week", { by: by(tile.change) }));
  if (tile.change_year !== null) said.push(t("since_year", { by: by(tile.change_year) }));
  return said.join(" · ");
}

function signed(value: number, write: Writer): string {
  return `${value > 0 ? "+" : ""}${write.num(value, 1)}`;
}

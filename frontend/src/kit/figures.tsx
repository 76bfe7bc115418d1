import { useTranslation } from "react-i18next";

import { type Amount, useWriter } from "./format";

const UNKNOWN = "–";

/** An amount of money; unknown is a dash, never nought. */
export function Money({ amount, short = false }: { amount: Amount | null | undefined; short?: boolean }) {
  const write = useWriter();
  return <span className="number">{amount ? write.money(amount, short) : UNKNOWN}</span>;
}

export function Percent({
  value, most = 0, signed = false,
}: { value: number | null | undefined; most?: number; signed?: boolean }) {
  const write = useWriter();
  return <span className="number">{known(value) ? write.percent(value, most, signed) : UNKNOWN}</span>;
}

export function Num({ value, most = 0 }: { value: number | null | undefined; most?: number }) {
  const write = useWriter();
  return <span className="number">{known(value) ? write.num(value, most) : UNKNOWN}</span>;
}

export function Day({ value, full = false }: { value: string | null | undefined; full?: boolean }) {
  const write = useWriter();
  return value ? <time dateTime={value}>{write.day(value, full)}</time> : <span>{UNKNOWN}</span>;
}

/** A week by its first day. */
export function Week({ value }: { value: string | null | undefined }) {
  const write = useWriter();
  const { t } = useTranslation();
  return value ? <time dateTime={value}>{t("kit.week_of", { day: write.day(value) })}</time> : <span>{UNKNOWN}</span>;
}

function known(value: number | null | undefined): value is number {
  return value !== null && value !== undefined && Number.isFinite(value);
}

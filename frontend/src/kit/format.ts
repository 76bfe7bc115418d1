import { useTranslation } from "react-i18next";

export interface Amount {
  minor: number;
  currency: string;
}

/** Digits after the point of a currency: 2 for EUR, 0 for JPY. */
function digits(currency: string): number {
  return new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

const DAY: Intl.DateTimeFormatOptions = { day: "numeric", month: "short", timeZone: "UTC" };

/** Writes numbers, money and days in one language. */
export class Writer {
  readonly locale: string;

  constructor(readonly language: string) {
    this.locale = language.startsWith("zh") ? "zh-CN" : "en-GB";
  }

  num(value: number, most = 0, least = 0): string {
    return new Intl.NumberFormat(this.locale, { maximumFractionDigits: most, minimumFractionDigits: least })
      .format(value)
      .replace("-", "−");
  }

  /** A share as percent: 0.123 is 12%. */
  percent(value: number, most = 0, signed = false): string {
    return new Intl.NumberFormat(this.locale, {
      style: "percent",
      maximumFractionDigits: most,
      signDisplay: signed ? "exceptZero" : "auto",
    })
      .format(value)
      .replace("-", "−");
  }

  /** Short amounts of 10,000 and more lose their small change: €12.4k, €1.2万. */
  money(amount: Amount, short = false): string {
    const value = amount.minor / 10 ** digits(amount.currency);
    const big = Math.abs(value) >= 10_000;
    return new Intl.NumberFormat(this.locale, {
      style: "currency",
      currency: amount.currency,
      currencyDisplay: "narrowSymbol",
      ...(short && big ? { notation: "compact", maximumFractionDigits: 1 } : {}),
      ...(short && !big ? { maximumFractionDigits: 0 } : {}),
    })
      .format(value)
      .replace("-", "−");
  }

  /** A day as 16 Nov, with the year where it is not this one; `full` always has it. */
  day(iso: string, full = false): string {
    const date = new Date(iso.length === 10 ? `${iso}T00:00:00Z` : iso);
    const far = date.getUTCFullYear() !== new Date().getUTCFullYear();
    return new Intl.DateTimeFormat(this.locale, { ...DAY, ...(full || far ? { year: "numeric" } : {}) }).format(date);
  }

  /** A moment in the reader's own zone. */
  moment(iso: string): string {
    return new Intl.DateTimeFormat(this.locale, { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso));
  }
}

export function useWriter(): Writer {
  const { i18n } = useTranslation();
  return new Writer(i18n.language);
}

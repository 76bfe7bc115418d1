import type { PageMeta } from "@/shell/pages";

export default {
  path: "trends",
  order: 20,
  icon: "trend",
  scope: "trends:read",
  title: { en: "Trends", zh: "趋势" },
} satisfies PageMeta;

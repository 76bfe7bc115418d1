import type { PageMeta } from "@/shell/pages";

export default {
  path: "data",
  order: 80,
  icon: "data",
  scope: "data:read",
  title: { en: "Data", zh: "数据" },
} satisfies PageMeta;

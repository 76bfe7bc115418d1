import type { PageMeta } from "@/shell/pages";

export default {
  path: "today",
  order: 10,
  icon: "home",
  scope: "inventory:read",
  title: { en: "Today", zh: "今日" },
} satisfies PageMeta;

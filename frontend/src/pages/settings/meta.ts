import type { PageMeta } from "@/shell/pages";

export default {
  path: "settings",
  order: 90,
  icon: "settings",
  scope: "settings:read",
  title: { en: "Settings", zh: "设置" },
} satisfies PageMeta;

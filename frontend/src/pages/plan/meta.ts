import type { PageMeta } from "@/shell/pages";

export default {
  path: "plan",
  order: 30,
  icon: "calendar",
  scope: "inventory:read",
  title: { en: "Plan", zh: "计划" },
} satisfies PageMeta;

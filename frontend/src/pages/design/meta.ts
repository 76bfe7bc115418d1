import type { PageMeta } from "@/shell/pages";

export default {
  path: "design",
  order: 55,
  icon: "scissors",
  scope: "design:read",
  title: { en: "Design", zh: "设计" },
} satisfies PageMeta;

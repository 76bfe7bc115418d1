import type { PageMeta } from "@/shell/pages";

export default {
  path: "customers",
  order: 60,
  icon: "users",
  scope: "customers:read",
  title: { en: "Customers", zh: "顾客" },
} satisfies PageMeta;

import type { PageMeta } from "@/shell/pages";

export default {
  path: "orders",
  order: 35,
  icon: "truck",
  scope: "orders:read",
  title: { en: "Orders", zh: "订单" },
} satisfies PageMeta;

import type { PageMeta } from "@/shell/pages";

export default {
  path: "people",
  order: 90,
  icon: "key",
  scope: "users:read",
  title: { en: "People and keys", zh: "成员与密钥" },
} satisfies PageMeta;

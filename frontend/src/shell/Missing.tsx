import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { Empty } from "@/kit/states";

/** No such page. */
export function Missing() {
  const { t } = useTranslation();
  return (
    <Empty title={t("shell.missing")} detail={t("shell.missing_detail")} icon="search">
      <Button component={Link} to="/" variant="default">{t("shell.home")}</Button>
    </Empty>
  );
}

import { useTranslation } from "react-i18next";

import { PageFrame } from "@/kit";

import { Demo } from "./Demo";
import { Options } from "./Options";

/** How the brand's workspace works. */
export default function Settings() {
  const { t } = useTranslation("settings");
  return (
    <PageFrame title={t("title")} lead={t("lead")} scope="settings:read">
      <div>
        <Demo />
        <Options />
      </div>
    </PageFrame>
  );
}

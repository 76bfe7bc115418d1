import { useTranslation } from "react-i18next";
import { Route, Routes } from "react-router";

import { PageFrame } from "@/kit";

import { Bench } from "./Bench";
import { Editor } from "./Editor";
import { StudioProvider } from "./studio";

/** From a wish to a board of designs, and from a design to what can be cut, sewn and seen. */
export default function Design() {
  const { t } = useTranslation("design");
  return (
    <PageFrame title={t("title")} lead={t("lead")} scope="design:read">
      <StudioProvider>
        <Routes>
          <Route path="editor" element={<Editor />} />
          <Route path="*" element={<Bench />} />
        </Routes>
      </StudioProvider>
    </PageFrame>
  );
}

import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Navigate, Route, Routes, useSearchParams } from "react-router";

import { PageFrame, Query } from "@/kit";

import { Bench } from "./Bench";
import { type Spec, useOfProduct } from "./data";
import { Editor } from "./Editor";
import { StudioProvider, useStudio } from "./studio";

/** From a wish to a board of designs, and from a design to what can be cut, sewn and seen. */
export default function Design() {
  const { t } = useTranslation("design");
  return (
    <PageFrame title={t("title")} lead={t("lead")} scope="design:read">
      <StudioProvider>
        <Routes>
          <Route path="editor" element={<Editor />} />
          <Route path="*" element={<Start />} />
        </Routes>
      </StudioProvider>
    </PageFrame>
  );
}

/** The brief; or, where the address names a style of the brand, the editor with its design. */
function Start() {
  const id = useSearchParams()[0].get("product");
  return id ? <OfProduct id={id} /> : <Bench />;
}

function OfProduct({ id }: { id: string }) {
  return <Query of={useOfProduct(id)}>{({ spec }) => <TakenUp spec={spec} />}</Query>;
}

function TakenUp({ spec }: { spec: Spec }) {
  const { open } = useStudio();
  useEffect(() => open(spec), [open, spec]);
  return <Navigate to="/design/editor" replace />;
}

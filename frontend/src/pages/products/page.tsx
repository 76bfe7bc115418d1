import { Route, Routes, useParams } from "react-router";

import { Grid } from "./Grid";
import { StylePage } from "./StylePage";

/** The range, ranked; and one style in detail. */
export default function Products() {
  return (
    <Routes>
      <Route index element={<Grid />} />
      <Route path=":id" element={<One />} />
    </Routes>
  );
}

function One() {
  const { id = "" } = useParams();
  return <StylePage key={id} id={id} />;
}

import { Route, Routes, useParams } from "react-router";

import { CustomerPage } from "./CustomerPage";
import { People } from "./People";

/** Who buys: segments and pseudonymous people; and one person in detail. */
export default function Customers() {
  return (
    <Routes>
      <Route index element={<People />} />
      <Route path=":id" element={<One />} />
    </Routes>
  );
}

function One() {
  const { id = "" } = useParams();
  return <CustomerPage key={id} id={id} />;
}

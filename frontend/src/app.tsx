import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { Suspense, lazy } from "react";
import { BrowserRouter, Navigate, Route, Routes } from "react-router";

import { Problem } from "./api/client";
import { useMe } from "./api/session";
import { NoPermission } from "./kit/states";
import { Gate, Waiting } from "./shell/Gate";
import { Layout } from "./shell/Layout";
import { Missing } from "./shell/Missing";
import { type Page, pages } from "./shell/pages";
import { theme } from "./theme";

// Who is signed in needs no door.
const Login = lazy(() => import("./shell/Door").then((door) => ({ default: door.Login })));
const Setup = lazy(() => import("./shell/Door").then((door) => ({ default: door.Setup })));

export function makeClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        // What the server refused it refuses again; only an absent server is asked once more.
        retry: (count, error) => count < 1 && !(error instanceof Problem && error.status >= 400 && error.status < 500),
      },
    },
  });
}

function First() {
  const me = useMe();
  const first = pages.find(({ scope }) => me?.scopes.includes(scope));
  return first ? <Navigate to={`/${first.path}`} replace /> : <NoPermission />;
}

function Guarded({ page }: { page: Page }) {
  const me = useMe();
  return me?.scopes.includes(page.scope) ? <page.Body /> : <NoPermission />;
}

function Places() {
  return (
    <Suspense fallback={<Waiting />}>
      <Routes>
        <Route path="/login" element={<Login />} />
        <Route path="/welcome" element={<Setup />} />
        <Route path="/" element={<Gate><Layout /></Gate>}>
          <Route index element={<First />} />
          {pages.map((page) => <Route key={page.path} path={`${page.path}/*`} element={<Guarded page={page} />} />)}
          <Route path="*" element={<Missing />} />
        </Route>
      </Routes>
    </Suspense>
  );
}

const client = makeClient();

export function App() {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <Notifications position="bottom-right" limit={4} />
      <QueryClientProvider client={client}>
        <BrowserRouter><Places /></BrowserRouter>
      </QueryClientProvider>
    </MantineProvider>
  );
}

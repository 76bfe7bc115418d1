import { Center, Loader } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Navigate, useLocation } from "react-router";

import { Problem } from "@/api/client";
import { meQuery } from "@/api/session";
import { isChosen, speak } from "@/i18n";
import { Failed } from "@/kit/states";

/** Lets those in who are signed in; sends others to sign in, and back to where they were going. */
export function Gate({ children }: { children: ReactNode }) {
  const me = useQuery(meQuery);
  const client = useQueryClient();
  const place = useLocation();
  useEffect(() => {
    const out = () => void client.resetQueries({ queryKey: ["me"] });
    window.addEventListener("modiste:signed-out", out);
    return () => window.removeEventListener("modiste:signed-out", out);
  }, [client]);
  const language = me.data?.language;
  useEffect(() => {
    if ((language === "en" || language === "zh") && !isChosen()) void speak(language);
  }, [language]);
  if (me.data) return children;
  if (me.error instanceof Problem && me.error.status === 401) {
    return <Navigate to="/login" replace state={{ from: place.pathname + place.search }} />;
  }
  if (me.isError) return <Failed error={me.error} retry={() => void me.refetch()} />;
  return <Waiting />;
}

export function Waiting() {
  const { t } = useTranslation();
  return (
    <Center mih="60vh" role="status" aria-label={t("kit.loading")}>
      <Loader type="dots" />
    </Center>
  );
}

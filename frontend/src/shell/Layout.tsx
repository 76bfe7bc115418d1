import { AppShell, Burger, Group, NavLink, ScrollArea, Tooltip, UnstyledButton } from "@mantine/core";
import { useDisclosure, useHotkeys } from "@mantine/hooks";
import { Suspense, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link, Outlet, useLocation } from "react-router";

import { useMe } from "@/api/session";
import { Icon } from "@/kit/icons";
import { Loading } from "@/kit/states";

import { Commands } from "./Commands";
import { Failing } from "./Failing";
import { pages } from "./pages";
import style from "./shell.module.css";
import { Tour } from "./Tour";
import { UserMenu } from "./UserMenu";

/** The frame around every page: bar, navigation, and the page itself. */
export function Layout() {
  const { t } = useTranslation();
  const [drawer, { toggle, close }] = useDisclosure();
  const [commands, setCommands] = useDisclosure();
  const { pathname } = useLocation();
  const main = useRef<HTMLElement>(null);
  useHotkeys([["mod+K", setCommands.toggle]], []);
  useEffect(() => {
    close();
    main.current?.scrollTo({ top: 0 });
  }, [pathname, close]);

  return (
    <AppShell
      header={{ height: "var(--bar-height)" }} padding="var(--space-page)"
      navbar={{ width: "var(--nav-width)", breakpoint: "md", collapsed: { mobile: !drawer } }}
    >
      <a className="skip" href="#main">{t("shell.skip")}</a>
      <AppShell.Header className={style.bar}>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger opened={drawer} onClick={toggle} hiddenFrom="md" size="sm" aria-label={t("shell.menu")} aria-expanded={drawer} />
            <Link to="/" className={style.brand}>Modiste</Link>
          </Group>
          <Group gap="xs" wrap="nowrap">
            <Tooltip label={`${t("shell.commands")} (Ctrl K)`}>
              <UnstyledButton className={style.find} onClick={setCommands.open}>
                <Icon name="search" size={16} />
                <span className={style.findText}>{t("shell.find")}</span>
                <kbd className={style.key}>Ctrl K</kbd>
              </UnstyledButton>
            </Tooltip>
            <UserMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className={style.nav} aria-label={t("shell.navigation")}>
        <ScrollArea type="never" p="xs"><Links /></ScrollArea>
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1} ref={main} className={style.main}>
        <Failing key={pathname.split("/")[1]}>
          <Suspense fallback={<Loading />}><Outlet /></Suspense>
        </Failing>
      </AppShell.Main>
      <Commands opened={commands} onClose={setCommands.close} />
      <Tour />
    </AppShell>
  );
}

function Links() {
  const { i18n } = useTranslation();
  const { pathname } = useLocation();
  const me = useMe();
  return pages
    .filter(({ scope }) => me?.scopes.includes(scope))
    .map(({ path, icon, title }) => {
      const active = pathname === `/${path}` || pathname.startsWith(`/${path}/`);
      return (
        <NavLink
          key={path} component={Link} to={`/${path}`} label={titleIn(title, i18n.language)} leftSection={<Icon name={icon} />}
          active={active} aria-current={active ? "page" : undefined} data-tour={path} className={style.link}
        />
      );
    });
}

/** A title in the language that is spoken. */
export function titleIn(title: { en: string; zh: string }, language: string): string {
  return language.startsWith("zh") ? title.zh : title.en;
}

import { ActionIcon, Menu, Text, useMantineColorScheme } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useMe, useSignOut, useSpeak } from "@/api/session";
import { Icon } from "@/kit/icons";
import { useDark } from "@/kit/tokens";

import { showTour } from "./Tour";

/** Who is signed in; language, theme, tour, sign out. */
export function UserMenu() {
  const { t, i18n } = useTranslation();
  const { setColorScheme } = useMantineColorScheme();
  const dark = useDark();
  const me = useMe();
  const leave = useSignOut();
  const speak = useSpeak();
  const chinese = i18n.language.startsWith("zh");
  return (
    <>
      <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t(dark ? "shell.light" : "shell.dark")} onClick={() => setColorScheme(dark ? "light" : "dark")}>
        <Icon name={dark ? "sun" : "moon"} />
      </ActionIcon>
      <Menu position="bottom-end" withinPortal shadow="md" width={230}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("shell.user_menu")}><Icon name="user" /></ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {me && (
            <Menu.Label>
              <Text size="sm" fw={600} truncate>{me.name}</Text>
              <Text size="xs">{me.role && t(`role.${me.role}`)}</Text>
            </Menu.Label>
          )}
          <Menu.Item leftSection={<Icon name="language" />} lang={chinese ? "en" : "zh-CN"} onClick={() => void speak(chinese ? "en" : "zh")}>
            {chinese ? "English" : "中文"}
          </Menu.Item>
          <Menu.Item leftSection={<Icon name="help" />} onClick={showTour}>{t("shell.tour")}</Menu.Item>
          <Menu.Divider />
          <Menu.Item leftSection={<Icon name="logout" />} onClick={() => void leave()}>{t("shell.sign_out")}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

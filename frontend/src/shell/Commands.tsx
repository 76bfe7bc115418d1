import { Modal, ScrollArea, Text, TextInput, useMantineColorScheme } from "@mantine/core";
import { type KeyboardEvent, useEffect, useId, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { useMe, useSignOut, useSpeak } from "@/api/session";
import { Icon, type IconName } from "@/kit/icons";
import { useDark } from "@/kit/tokens";

import { titleIn } from "./Layout";
import { pages } from "./pages";
import style from "./shell.module.css";

interface Command {
  id: string;
  icon: IconName;
  words: string;
  /** Words in the other language find it too. */
  also?: string;
  run: () => void;
}

function useCommands(): Command[] {
  const { t, i18n } = useTranslation();
  const go = useNavigate();
  const me = useMe();
  const dark = useDark();
  const { setColorScheme } = useMantineColorScheme();
  const leave = useSignOut();
  const speak = useSpeak();
  return useMemo(() => {
    const chinese = i18n.language.startsWith("zh");
    const places = pages
      .filter(({ scope }) => me?.scopes.includes(scope))
      .map(({ path, icon, title }): Command => ({
        id: path, icon, words: titleIn(title, i18n.language), also: titleIn(title, chinese ? "en" : "zh"), run: () => void go(`/${path}`),
      }));
    return [
      ...places,
      { id: "theme", icon: dark ? "sun" : "moon", words: t(dark ? "shell.light" : "shell.dark"), run: () => setColorScheme(dark ? "light" : "dark") },
      { id: "language", icon: "language", words: chinese ? "English" : "中文", run: () => void speak(chinese ? "en" : "zh") },
      { id: "out", icon: "logout", words: t("shell.sign_out"), run: () => void leave() },
    ];
  }, [t, i18n.language, go, me, dark, setColorScheme, leave, speak]);
}

/** Everything one can go to or do, found by typing: Ctrl K. */
export function Commands({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const commands = useCommands();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const list = useId();
  const wanted = typed.trim().toLocaleLowerCase();
  const found = commands.filter(({ words, also }) => `${words} ${also ?? ""}`.toLocaleLowerCase().includes(wanted));
  const chosen = Math.min(at, found.length - 1);

  useEffect(() => {
    if (opened) {
      setTyped("");
      setAt(0);
    }
  }, [opened]);

  const run = (command: Command | undefined) => {
    if (!command) return;
    onClose();
    command.run();
  };
  const onKey = (event: KeyboardEvent) => {
    // Enter that ends the writing of a Chinese word chooses nothing.
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown") setAt((chosen + 1) % Math.max(1, found.length));
    else if (event.key === "ArrowUp") setAt((chosen - 1 + found.length) % Math.max(1, found.length));
    else if (event.key === "Enter") run(found[chosen]);
    else return;
    event.preventDefault();
  };

  return (
    <Modal opened={opened} onClose={onClose} title={t("shell.commands")} yOffset="12vh" closeButtonProps={{ "aria-label": t("kit.close") }}>
      <TextInput
        data-autofocus value={typed} aria-label={t("shell.find")} placeholder={t("shell.find_hint")} leftSection={<Icon name="search" size={16} />}
        role="combobox" aria-expanded aria-controls={list} aria-activedescendant={found[chosen] ? `${list}-${found[chosen].id}` : undefined}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKey}
      />
      <ScrollArea.Autosize mah="50vh" mt="sm" type="auto">
        <div role="listbox" id={list} aria-label={t("shell.commands")}>
          {found.map((command, index) => (
            <div
              key={command.id} id={`${list}-${command.id}`} role="option" aria-selected={index === chosen} className={style.command}
              onMouseMove={() => setAt(index)} onClick={() => run(command)}
            >
              <Icon name={command.icon} />
              <span>{command.words}</span>
            </div>
          ))}
        </div>
        {found.length === 0 && <Text size="sm" c="dimmed" p="sm">{t("kit.no_rows")}</Text>}
      </ScrollArea.Autosize>
    </Modal>
  );
}

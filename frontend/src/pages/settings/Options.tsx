import { Badge, Button, Group, NumberInput, Select, Stack, Switch, Tabs, Text, Textarea, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Query, send, useCan, useFilterValues, useTell } from "@/kit";

import { type Section, type Setting, type SettingValue, useMeanings, useSettings } from "./data";
import style from "./settings.module.css";

type Changes = Record<string, SettingValue | null>;

/** Every setting with its meaning; changes are saved together, all or none. */
export function Options() {
  const found = useSettings();
  return <Query of={found}>{({ value, etag }) => <Form key={etag} sections={value} etag={etag} />}</Query>;
}

function Form({ sections, etag }: { sections: Section[]; etag: string }) {
  const { t } = useTranslation("settings");
  const mayEdit = useCan("settings:write");
  const tell = useTell();
  const client = useQueryClient();
  const [changes, setChanges] = useState<Changes>({});
  const [search, setSearch] = useState("");
  const [busy, setBusy] = useState(false);
  const count = Object.keys(changes).length;
  const chinese = useMeanings();
  const meaning = ({ name, meaning: said }: Setting) => chinese[name] ?? said;
  const fits = (setting: Setting) => `${setting.name} ${meaning(setting)}`.toLowerCase().includes(search.toLowerCase());
  const change = (setting: Setting, next: SettingValue | null) =>
    setChanges((before) => {
      const rest = Object.fromEntries(Object.entries(before).filter(([name]) => name !== setting.name));
      return next !== null && JSON.stringify(next) === JSON.stringify(setting.value) ? rest : { ...rest, [setting.name]: next };
    });
  const save = async () => {
    setBusy(true);
    try {
      await send("PATCH", "/v1/settings", { changes }, { ifMatch: etag });
      tell.done(t("options.saved"));
      setChanges({});
      await Promise.all([client.invalidateQueries({ queryKey: ["settings"] }), client.invalidateQueries({ queryKey: ["me"] })]);
    } catch (error) {
      tell.failed(error);
    } finally {
      setBusy(false);
    }
  };
  const values = useFilterValues();
  const chosen = values.one("section", sections[0]?.name ?? "");
  const shown = sections
    .filter(({ name }) => search !== "" || name === chosen)
    .map((section) => ({ ...section, settings: section.settings.filter(fits) }))
    .filter(({ settings }) => settings.length > 0);
  return (
    <Stack gap="lg">
      <TextInput label={t("options.search")} w="min(24rem, 100%)" value={search} onChange={(event) => setSearch(event.currentTarget.value)} />
      {search === "" && (
        <Tabs value={chosen} onChange={(next) => values.set("section", next)}>
          <Tabs.List aria-label={t("options.sections")}>
            {sections.map(({ name, settings }) => (
              <Tabs.Tab key={name} value={name}>{t(`section.${name}`, name)}{settings.some((each) => each.name in changes) && " •"}</Tabs.Tab>
            ))}
          </Tabs.List>
        </Tabs>
      )}
      {shown.map((section) => (
        <section key={section.name} className={style.panel} aria-labelledby={`section-${section.name}`}>
          <h2 id={`section-${section.name}`}>{t(`section.${section.name}`, section.name)}</h2>
          {section.settings.map((setting) => (
            <Row
              key={setting.name} setting={setting} meaning={meaning(setting)} editable={mayEdit && setting.editable}
              changed={setting.name in changes} value={setting.name in changes ? (changes[setting.name] ?? setting.default) : setting.value}
              onChange={(next) => change(setting, next)}
            />
          ))}
        </section>
      ))}
      {shown.length === 0 && <Text c="dimmed">{t("options.none")}</Text>}
      {count > 0 && (
        <div className={style.bar} role="status">
          <Text size="sm">{t("options.changed", { count })}</Text>
          <Group gap="xs">
            <Button variant="default" onClick={() => setChanges({})}>{t("options.discard")}</Button>
            <Button loading={busy} onClick={() => void save()}>{t("options.save")}</Button>
          </Group>
        </div>
      )}
    </Stack>
  );
}

interface RowProps {
  setting: Setting;
  meaning: string;
  editable: boolean;
  changed: boolean;
  value: SettingValue;
  onChange: (next: SettingValue | null) => void;
}

function Row(props: RowProps) {
  const { t } = useTranslation("settings");
  const { setting, meaning, editable, changed, onChange } = props;
  const key = setting.name.split(".")[1] ?? setting.name;
  const isDefault = JSON.stringify(props.value) === JSON.stringify(setting.default);
  return (
    <div className={style.row} data-changed={changed}>
      <div className={style.about}>
        <Group gap={6}>
          <Text size="sm" fw={600} className={style.mono}>{key}</Text>
          {setting.source === "environment" && <Badge size="sm" variant="light">{t("options.environment")}</Badge>}
          {setting.secret && <Badge size="sm" variant="light" color="gray">{t("options.secret")}</Badge>}
        </Group>
        <Text size="sm" c="dimmed">{meaning}</Text>
        {setting.source === "environment" && <Text size="xs" c="dimmed" className={style.mono}>{setting.variable}</Text>}
      </div>
      <div className={style.field}>
        <Field {...props} label={meaning} disabled={!editable} />
        {editable && !isDefault && (
          <Button size="compact-xs" variant="subtle" onClick={() => onChange(null)}>{t("options.default", { value: shown(setting.default, t) })}</Button>
        )}
      </div>
    </div>
  );
}

function shown(value: SettingValue, t: (key: string) => string): string {
  if (typeof value === "boolean") return t(value ? "options.yes" : "options.no");
  const text = Array.isArray(value) ? value.join(", ") : String(value);
  return text === "" ? t("options.empty") : text;
}

function Field({ setting, value, label, disabled, onChange }: RowProps & { label: string; disabled: boolean }) {
  const { t } = useTranslation("settings");
  const { value_schema: schema } = setting;
  if (typeof value === "boolean") {
    return <Switch aria-label={label} disabled={disabled} checked={value} label={t(value ? "options.yes" : "options.no")} onChange={(event) => onChange(event.currentTarget.checked)} />;
  }
  if (schema.enum) {
    const data = schema.enum.map((each) => ({ value: each, label: each === "" ? t("options.empty") : each }));
    return <Select aria-label={label} disabled={disabled} allowDeselect={false} data={data} value={String(value as string)} onChange={(next) => onChange(next ?? "")} />;
  }
  if (typeof value === "number") {
    const whole = schema.type === "integer";
    return (
      <NumberInput
        aria-label={label} disabled={disabled} value={value} allowDecimal={!whole} step={whole ? 1 : 0.05} clampBehavior="none"
        min={schema.minimum ?? schema.exclusiveMinimum} max={schema.maximum ?? schema.exclusiveMaximum}
        onChange={(next) => { if (typeof next === "number") onChange(next); }}
      />
    );
  }
  if (Array.isArray(value)) {
    return (
      <Textarea
        aria-label={label} disabled={disabled} autosize minRows={2} maxRows={8} placeholder={t("options.lines")} value={value.join("\n")}
        onChange={(event) => onChange(event.currentTarget.value.split("\n").filter((line) => line.trim() !== ""))}
      />
    );
  }
  return <TextInput aria-label={label} disabled={disabled} value={value} onChange={(event) => onChange(event.currentTarget.value)} />;
}

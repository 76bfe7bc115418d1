import { ActionIcon, Group, MultiSelect, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";

import { Icon } from "./icons";

export interface Choice {
  value: string;
  label: string;
}

export type Filter =
  | { kind: "search"; name: string; label: string }
  | { kind: "one"; name: string; label: string; options: Choice[]; required?: boolean }
  | { kind: "many"; name: string; label: string; options: Choice[] };

/** What is filtered by, kept in the address so that a view can be shared and gone back to. */
export function useFilterValues(): {
  one: (name: string, otherwise?: string) => string;
  many: (name: string) => string[];
  set: (name: string, value: string | string[] | null) => void;
  clear: (names: string[]) => void;
} {
  const [parameters, setParameters] = useSearchParams();
  return useMemo(
    () => ({
      one: (name, otherwise = "") => parameters.get(name) ?? otherwise,
      many: (name) => parameters.getAll(name),
      set: (name, value) =>
        setParameters(
          (before) => {
            const next = new URLSearchParams(before);
            next.delete(name);
            for (const each of Array.isArray(value) ? value : [value]) if (each) next.append(name, each);
            return next;
          },
          { replace: true },
        ),
      clear: (names) =>
        setParameters(
          (before) => {
            const next = new URLSearchParams(before);
            for (const name of names) next.delete(name);
            return next;
          },
          { replace: true },
        ),
    }),
    [parameters, setParameters],
  );
}

/** A row of filters over the address's parameters; read them with `useFilterValues`. */
export function Filters({ filters }: { filters: Filter[] }) {
  const { t } = useTranslation();
  const values = useFilterValues();
  const used = filters.some(({ name }) => values.one(name) !== "");
  return (
    <Group gap="xs" align="flex-end" role="search" aria-label={t("kit.filters")}>
      {filters.map((filter) => <Control key={filter.name} filter={filter} />)}
      {used && (
        <ActionIcon variant="subtle" color="gray" size="input-sm" aria-label={t("kit.clear")} onClick={() => values.clear(filters.map(({ name }) => name))}>
          <Icon name="close" />
        </ActionIcon>
      )}
    </Group>
  );
}

function Control({ filter }: { filter: Filter }) {
  const values = useFilterValues();
  if (filter.kind === "search") return <Search key={values.one(filter.name) === "" ? "empty" : "used"} name={filter.name} label={filter.label} />;
  if (filter.kind === "many") {
    return (
      <MultiSelect
        size="sm" w="14rem" label={filter.label} data={filter.options} value={values.many(filter.name)} searchable clearable
        onChange={(chosen) => values.set(filter.name, chosen)}
      />
    );
  }
  return (
    <Select
      size="sm" w="11rem" label={filter.label} data={filter.options} clearable={!filter.required} searchable={filter.options.length > 8}
      value={values.one(filter.name) || (filter.required ? (filter.options[0]?.value ?? null) : null)}
      onChange={(chosen) => values.set(filter.name, chosen)}
    />
  );
}

function Search({ name, label }: { name: string; label: string }) {
  const values = useFilterValues();
  const [typed, setTyped] = useState(values.one(name));
  const tell = useDebouncedCallback((text: string) => values.set(name, text), 250);
  return (
    <TextInput
      size="sm" w="14rem" type="search" label={label} leftSection={<Icon name="search" size={15} />} value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        tell(event.currentTarget.value);
      }}
    />
  );
}

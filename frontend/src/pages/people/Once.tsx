import { Alert, Button, CopyButton, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Icon, useWriter } from "@/kit";

export interface Shown {
  title: string;
  note: string;
  secret: string;
  until: string | null;
}

/** A link or key that is shown this once. */
export function Once({ shown, onClose }: { shown: Shown | null; onClose: () => void }) {
  const { t } = useTranslation("people");
  const write = useWriter();
  return (
    <Modal opened={shown !== null} onClose={onClose} title={shown?.title} size="lg" centered closeButtonProps={{ "aria-label": t("close") }}>
      {shown && (
        <Stack>
          <Alert color="yellow" variant="light" icon={<Icon name="key" />}>{shown.note}</Alert>
          <TextInput label={t("once.secret")} value={shown.secret} readOnly onFocus={(event) => event.currentTarget.select()} ff="monospace" />
          {shown.until && <span>{t("once.until", { moment: write.moment(shown.until) })}</span>}
          <Group justify="flex-end">
            <CopyButton value={shown.secret}>
              {({ copied, copy }) => (
                <Button onClick={copy} leftSection={<Icon name={copied ? "check" : "file"} />}>{t(copied ? "once.copied" : "once.copy")}</Button>
              )}
            </CopyButton>
            <Button variant="default" onClick={onClose}>{t("close")}</Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}

import { Accordion, Anchor, Drawer as MantineDrawer, Group, Stack, Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { Num, Picture, Query, useWriter } from "@/kit";

import { type Decision, type Explanation, useExplanation } from "./data";
import { factText, nameOf, small } from "./DecisionRow";
import style from "./today.module.css";

/** Everything that speaks for a decision, with every number of a purchase and its formula. */
export function Drawer({ decision, onClose }: { decision: Decision | null; onClose: () => void }) {
  const { t, i18n } = useTranslation("today");
  return (
    <MantineDrawer
      opened={decision !== null} onClose={onClose} position="right" size="lg" closeButtonProps={{ "aria-label": t("close") }}
      title={decision ? nameOf(decision, i18n.language.startsWith("zh") ? "zh" : "en") : ""}
    >
      {decision && <Body decision={decision} />}
    </MantineDrawer>
  );
}

function Body({ decision }: { decision: Decision }) {
  const { t, i18n } = useTranslation("today");
  const write = useWriter();
  const language = i18n.language.startsWith("zh") ? "zh" : "en";
  const explained = useExplanation(decision.kind === "buy" || decision.kind === "stock out" ? decision.variant_id : null);
  return (
    <Stack>
      <Group align="flex-start" wrap="nowrap">
        <Picture src={small(decision.picture, 320)} alt={nameOf(decision, language)} width={120} />
        <Stack gap={4}>
          <Text size="sm">{decision.reason[language]}</Text>
          <Text size="sm" c="dimmed">{[decision.product_id, decision.variant_id, decision.colour, decision.size].filter(Boolean).join(" · ")}</Text>
          {decision.purchase_order_id && <Anchor component={Link} size="sm" to={`/orders?order=${encodeURIComponent(decision.purchase_order_id)}`}>{decision.purchase_order_id}</Anchor>}
        </Stack>
      </Group>
      <Table fz="sm" verticalSpacing={3}>
        <Table.Tbody>
          {decision.evidence.map((each) => (
            <Table.Tr key={each.name}><Table.Td>{t(`evidence.${each.name}`)}</Table.Td><Table.Td ta="right" className="number">{factText(each, write, t)}</Table.Td></Table.Tr>
          ))}
          {decision.places.map((place) => (
            <Table.Tr key={place.location_id}><Table.Td>{t("order_for", { place: place.location })}</Table.Td><Table.Td ta="right"><Num value={place.quantity} /></Table.Td></Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {explained.fetchStatus !== "idle" || explained.data ? <Query of={explained}>{(found) => <Steps found={found} />}</Query> : null}
    </Stack>
  );
}

function Steps({ found }: { found: Explanation[] }) {
  const { i18n, t } = useTranslation("today");
  const write = useWriter();
  const language = i18n.language.startsWith("zh") ? "zh" : "en";
  return (
    <div>
      <Text fw={600} size="sm" mb="xs">{t("every_number")}</Text>
      <Accordion variant="contained" chevronPosition="left" defaultValue={found[0]?.location_id ?? null}>
        {found.map((each) => (
          <Accordion.Item key={each.location_id} value={each.location_id}>
            <Accordion.Control><Text size="sm" fw={600}>{each.location}</Text><Text size="xs" c="dimmed" lineClamp={2}>{each.verdict[language]}</Text></Accordion.Control>
            <Accordion.Panel>
              <table className={style.steps}>
                <tbody>
                  {each.steps.map((step) => (
                    <tr key={step.name}>
                      <td>{step[language]}</td>
                      <td>{typeof step.value === "number" ? write.num(step.value, 2) : (step.value ?? "–")}</td>
                      <td>{step.formula}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </div>
  );
}

/* A new rule of watching. */
import { send } from "../../app/api";
import { t } from "../../app/i18n";
import { EVENT_TYPES, eventName, Form } from "../../parts";

export function RuleForm(p: { filed(): void }) {
  return (
    <Form
      id="rule"
      fields={[
        { name: "name", label: t("work.rule_name"), required: true, wide: true },
        { name: "event", label: t("work.what"), type: "choice", choices: EVENT_TYPES.map((x) => [x, eventName(x)]), help: t("work.every_type_help") },
        { name: "area", label: t("work.area"), placeholder: "118,36,126,41", help: t("work.area_help") },
        { name: "ship", label: t("work.ship"), placeholder: "299000001" },
        { name: "min_hours", label: t("work.min_hours"), type: "number" },
        { name: "surprising", label: t("work.surprising"), type: "check" },
        { name: "lists", label: t("work.of_lists"), type: "check" },
      ]}
      submit={t("work.set_rule")}
      onSubmit={async (v) => {
        await send("POST", "/api/alert-rules", {
          name: v.name,
          ...(v.event ? { events: [v.event] } : {}),
          ...(v.area ? { area: v.area } : {}),
          ...(v.ship ? { ship: v.ship } : {}),
          ...(v.min_hours ? { min_hours: Number(v.min_hours) } : {}),
          ...(v.surprising === "true" ? { surprising: true } : {}),
          ...(v.lists === "true" ? { lists: true } : {}),
        });
        p.filed();
      }}
    />
  );
}

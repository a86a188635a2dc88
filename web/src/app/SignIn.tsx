/* Signing in, where the server has accounts: it stands in the place of the view, whose address stays, so that the view is
 * there afterwards. And who is signed in, with the way out, in the top bar. */
import { useEffect, useRef, useState } from "preact/hooks";
import { Form } from "../parts";
import { t } from "./i18n";
import { route } from "./router";
import { signIn, signOut, useSession } from "./session";

export function SignIn() {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.querySelector<HTMLInputElement>("input")?.focus(), []);
  return (
    <div class="sign-in" ref={box}>
      <h1>{t("shell.sign_in")}</h1>
      <p class="muted">{t("shell.sign_in_why")}</p>
      <Form
        id="sign-in"
        fields={[
          { name: "name", label: t("shell.name"), required: true },
          { name: "password", label: t("shell.password"), type: "password", required: true },
        ]}
        submit={t("shell.sign_in")}
        onSubmit={async (v) => {
          await signIn(v.name.trim(), v.password);
          route.set({ ...route.get() });
          document.getElementById("main")?.focus();
        }}
      />
    </div>
  );
}

export function SignedIn() {
  const session = useSession();
  const [busy, setBusy] = useState(false);
  if (!session?.accounts || session.role === "nobody") return null;
  const who = { name: session.name || session.person, role: t(`role.${session.role as "reader" | "analyst" | "reviewer" | "admin"}`) };
  const sees = session.clearance ? t("shell.sees", { marking: session.clearance }) : t("shell.sees_all");
  const signs = session.person ? t("shell.signs", { person: session.person }) : t("shell.signs_not");
  return (
    <span class="shell-who">
      <span class="nowrap" title={`${sees} ${signs}`}>
        {t("shell.signed_in", { person: who.name, role: who.role })}
      </span>
      <button
        type="button"
        class="quiet"
        disabled={busy}
        onClick={() => {
          setBusy(true);
          void signOut().finally(() => setBusy(false));
        }}
      >
        {t("shell.sign_out")}
      </button>
    </span>
  );
}

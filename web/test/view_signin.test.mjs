/* Signing in: with accounts the page asks for a name before anything of the case, by keys alone, in both languages; a wrong
 * password is told and changes nothing; the view that was asked for is there afterwards; who is signed in stands in the bar;
 * signing out ends it; a session that was ended elsewhere shows the way in again. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { keys, open, serious, site, until } from "./browser.mjs";

const before = async (dir, cli) => {
  const file = path.join(dir, "password");
  writeFileSync(file, "a long password\n", { mode: 0o600 });
  await cli("account", "add", "rita", "--role", "reader", "--password-file", file);
  await cli("account", "add", "anna", "--role", "admin", "--person", "A. Desk", "--password-file", file);
};
const allow = [];

for (const [language, theme] of [
  ["en", "light"],
  ["ko", "dark"],
]) {
  test(`sign in and out by keys: ${language}, ${theme}`, async (t) => {
    const s = await site(t, { before });
    const page = await open(t, s, "/case", { language, theme, allow });
    const form = page.locator("#sign-in-name");
    await form.waitFor();
    assert.deepEqual(await serious(page), []);
    assert.ok(!/Demonstration|EXERCISE|연습/.test(await page.locator("body").innerText()), "the case is named");
    await page.waitForFunction(() => document.activeElement?.id === "sign-in-name"); /* the name has the focus */
    await page.keyboard.type("rita");
    await keys(page, "Tab");
    await page.keyboard.type("a wrong password");
    await keys(page, "Enter");
    await page.locator("main [role=alert]").waitFor();
    assert.match(await page.locator("main [role=alert]").innerText(), /wrong/);
    assert.deepEqual(await serious(page), []);
    await page.locator("#sign-in-password").fill("a long password");
    await keys(page, "Enter");
    await page.locator(".shell-who").waitFor();
    assert.match(await page.locator(".shell-who").innerText(), language === "ko" ? /rita.*열람자/ : /rita.*reader/);
    assert.equal(new URL(page.url()).pathname, "/case");
    assert.equal(await page.locator("#sign-in-name").count(), 0);
    assert.deepEqual(await serious(page), []);
    assert.equal(await page.evaluate(() => document.cookie), "", "scripts see no cookie");
    await page.reload();
    await page.locator(".shell-who").waitFor();
    await page.locator(".shell-who button").focus();
    await keys(page, "Enter");
    await page.locator("#sign-in-name").waitFor();
    assert.equal(await page.evaluate(() => fetch("/api/log").then((r) => r.status)), 401);
  });
}

test("an account that was removed is signed out by the next question", async (t) => {
  const s = await site(t, { before });
  const page = await open(t, s, "/watch", { allow });
  await page.locator("#sign-in-name").fill("anna");
  await page.locator("#sign-in-password").fill("a long password");
  await keys(page, "Enter");
  await page.locator(".shell-who").waitFor();
  await s.cli("account", "remove", "anna");
  await keys(page, "g", "e");
  await page.locator("#sign-in-name").waitFor();
});

const LIMITED = [
  ["en", "light", "Things of this case are withheld from you, who may see what is marked up to TLP:GREEN", "Something is withheld from you (above TLP:GREEN)"],
  ["ko", "dark", "이 사건에는 귀하에게 공개되지 않은 것이 있습니다(TLP:GREEN까지 볼 수 있음)", "공개되지 않은 것이 있습니다(TLP:GREEN까지 열람)"],
];
for (const [language, theme, said, sign] of LIMITED) {
  test(`whoever may not see all is told so where nothing is shown: ${language}`, async (t) => {
    const s = await site(t, {
      before: async (dir, cli) => {
        const file = path.join(dir, "password");
        writeFileSync(file, "a long password\n", { mode: 0o600 });
        await cli("account", "add", "rita", "--role", "reader", "--clearance", "TLP:GREEN", "--password-file", file);
        await cli("account", "add", "anna", "--role", "reader", "--password-file", file);
      },
    });
    const page = await open(t, s, "/watch", { language, theme, allow });
    const enter = async (name) => {
      await page.locator("#sign-in-name").fill(name);
      await page.locator("#sign-in-password").fill("a long password");
      await keys(page, "Enter");
      await page.locator(".shell-who").waitFor();
    };
    await enter("rita");
    for (const address of ["/watch", "/vessel", "/vessel/299000020", "/screen?tab=lists", "/case?tab=imports", "/work?tab=search&q=Nampo"]) {
      await page.goto(s.url + address);
      await page.locator(".empty").first().waitFor();
      const text = await page.locator("main").innerText();
      assert.ok(text.includes(said), `${address} says ${text}`);
      assert.doesNotMatch(text, /imported yet|never heard|heard yet|holds no|plimsoll import|가져온|들린 적이/, address);
      assert.equal((await page.locator(".shell-withheld").innerText()).trim(), sign);
      assert.deepEqual(await serious(page), [], address);
    }
    await page.route(/\/api\/session$/, async (route) => { /* up to which marking is what the answers say */
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), clearance: "TLP:AMBER" } });
    });
    await page.goto(s.url + "/vessel/299000020");
    await page.locator(".empty").first().waitFor();
    assert.ok((await page.locator("main").innerText()).includes(said));
    assert.equal((await page.locator(".shell-withheld").innerText()).trim(), sign);
    await page.unroute(/\/api\/session$/);
    await page.route(/\/api\/vessels\/299000021/, async (route) => { /* an answer that does not say it, and fails: the last of all */
      await page.locator(".shell-withheld").waitFor();
      await route.fulfill({ status: 404, contentType: "application/problem+json", body: '{"title":"nothing there","code":"not_found"}' });
    });
    await page.goto(s.url + "/vessel/299000021");
    await page.locator("main").getByText("nothing there").first().waitFor();
    assert.equal((await page.locator(".shell-withheld").innerText()).trim(), sign);
    await page.goto(s.url + "/screen"); /* what is to be asked first is no word of the case */
    await page.locator(".empty").first().waitFor();
    assert.ok(!(await page.locator("main").innerText()).includes(said));
    await page.locator(".shell-who button").click();
    await page.locator("#sign-in-name").waitFor();
    await enter("anna"); /* who may see everything */
    await page.goto(s.url + "/vessel/299999999");
    await page.locator(".empty").waitFor();
    assert.equal(await page.locator(".shell-withheld").count(), 0);
    assert.ok(!(await page.locator("main").innerText()).includes(said));
  });
}

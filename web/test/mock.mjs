/* A server for trying the page without the program: node test/mock.mjs PAGE_DIR [EVENTS.jsonl] [PORT] [POINTS]. EVENTS.jsonl is what
 * `plimsoll events --json` prints; without it 1,000 events are invented. Tracks are invented: 300 ships that wander, POINTS in
 * all (100,000). Prints its address. */
import { createServer } from "node:http";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

export function wander(points, ships = 300) {
  let seed = 7;
  const random = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
  const items = [];
  const n = Math.floor(points / ships);
  for (let s = 0; s < ships; s++) {
    const item = { track: `${299100000 + s}-0`, mmsi: 299100000 + s, name: `SHIP ${s}`, start: "2026-03-01T00:00:00Z", n, t: [], lat: [], lon: [] };
    let heading = random() * 6.28;
    for (let i = 0; i < n; i++) {
      heading += (random() - 0.5) * 0.5;
      item.t.push(i ? Math.round((7 * 86400) / n) : 0);
      item.lat.push(i ? Math.round(Math.sin(heading) * 900) : Math.round((32 + random() * 10) * 1e5));
      item.lon.push(i ? Math.round(Math.cos(heading) * 1100) : Math.round((121 + random() * 18) * 1e5));
    }
    items.push(item);
  }
  return items;
}

const pad = (n) => n.toString(16).padStart(64, "0");

/* What a week brings: mostly port visits and waiting, some meetings, some silences with ports within reach. */
export function happen(n) {
  let seed = 11;
  const random = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
  const types = ["port_visit", "port_visit", "port_visit", "loitering", "loitering", "encounter", "gap", "gap", "position_jump", "possible_rendezvous"];
  return Array.from({ length: n }, (_, i) => {
    const type = types[i % types.length];
    const lat = 32 + random() * 10;
    const lon = 121 + random() * 18;
    const start = Date.UTC(2026, 2, 1) + random() * 6 * 86400e3;
    const hours = 1 + random() * 20;
    const vessel = (k) => ({ mmsi: 299100000 + ((i * 7 + k) % 300), track: null, imo: null, name: `SHIP ${(i * 7 + k) % 300}`, callsign: null });
    const gap = type === "gap" && { start_pos: { lat, lon }, end_pos: { lat: lat + 0.4, lon: lon + 0.3 }, expected_reception: { grade: ["unexpected", "expected", "unknown"][i % 3], reports: 9, chance: 1, why: null }, assumed_speed_kn: 12, calls: [{ port: "KP-NAMPO", verdict: "reachable", required_speed_kn: 7, slack_h: hours / 2 }] };
    return { type, id: pad(i + 1), vessels: type === "encounter" || type === "possible_rendezvous" ? [vessel(0), vessel(1)] : [vessel(0)], start: new Date(start).toISOString(), end: new Date(start + hours * 3600e3).toISOString(), open: false, hours, lat, lon, feasible: true, distance_m: 200, required_speed_kn: 8, ...gap, status: "lead" };
  });
}

export function serve(page, eventsFile, port = 0, points = 100000) {
  const files = new Map();
  for (const f of readdirSync(page)) {
    if (!f.endsWith(".gz")) continue;
    const name = f.slice(0, -3);
    files.set(name === "index.html" ? "/" : name === "icon.svg" ? "/icon.svg" : "/assets/" + name, readFileSync(path.join(page, f)));
  }
  const events = eventsFile && existsSync(eventsFile) ? readFileSync(eventsFile, "utf8").trim().split("\n").map((l) => JSON.parse(l)).filter((e) => e.type !== "summary") : happen(1000);
  const list = (items) => ({ items, summary: { results: items.length, lead: "lead, not a finding" }, next: null });
  const strip = Array.from({ length: 168 }, (_, i) => ({ start: new Date(Date.UTC(2026, 2, 1, i)).toISOString(), reports: i % 29 < 2 ? 0 : 300 + 200 * Math.sin(i / 4), state: i % 29 === 0 ? "nobody" : i % 29 === 1 ? "silent" : "heard" }));
  const routes = {
    "/api/session": { person: "mock", role: "admin", clearance: "", csrf: "x", participant: "Demonstration", exercise: true, listen: "127.0.0.1", log_size: 12, version: "0" },
    "/api/events": list(events),
    "/api/tracks": list(wander(points)),
    "/api/coverage": list(strip),
    "/api/ports": list([
      { id: "KP-RAJIN", name: "Rajin", lat: 42.24, lon: 130.3 },
      { id: "KP-NAMPO", name: "Nampo", lat: 38.72, lon: 125.4 },
      { id: "RU-VOSTOCHNY", name: "Vostochny", lat: 42.74, lon: 133.08 },
    ]),
    "/api/leads": list([]),
    "/api/search": list([{ kind: "vessel", id: "299000020", title: "은하수", detail: "MMSI 299000020" }]),
  };
  const types = { js: "text/javascript", css: "text/css", svg: "image/svg+xml", bin: "application/octet-stream" };
  const server = createServer((request, response) => {
    const url = new URL(request.url, "http://localhost");
    const headers = { "content-security-policy": CSP, "x-content-type-options": "nosniff" };
    const file = files.get(url.pathname) ?? (/^\/(api|assets)\//.test(url.pathname) ? undefined : files.get("/"));
    if (file) {
      const kind = files.has(url.pathname) && url.pathname !== "/" ? url.pathname.split(".").pop() : "html";
      response.writeHead(200, { ...headers, "content-encoding": "gzip", "content-type": types[kind] ?? "text/html; charset=utf-8" });
      return response.end(file);
    }
    const body = routes[url.pathname] ?? events.find((e) => url.pathname === "/api/events/" + e.id);
    response.writeHead(body ? 200 : 404, { ...headers, "content-type": body ? "application/json" : "application/problem+json" });
    response.end(JSON.stringify(body ?? { title: "not found", status: 404, code: "not_found", detail: url.pathname }));
  });
  return new Promise((resolve) => server.listen(port, "127.0.0.1", () => resolve({ address: `http://127.0.0.1:${server.address().port}`, close: () => server.close() })));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [page, events, port, points] = process.argv.slice(2);
  console.log((await serve(page, events ?? "", Number(port ?? 0), Number(points ?? 100000))).address);
}

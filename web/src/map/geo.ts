/* Web Mercator in metres (as all web maps count), and distances on a sphere. Longitudes and latitudes in degrees. */

export const HALF = 20037508.342789244; /* from Greenwich to 180 degrees */
const MAX_LAT = 85.0511287798;
const RAD = Math.PI / 180;

export const mercX = (lon: number): number => (lon * HALF) / 180;

export function mercY(lat: number): number {
  const held = Math.max(-MAX_LAT, Math.min(MAX_LAT, lat));
  return (Math.log(Math.tan(Math.PI / 4 + (held * RAD) / 2)) * HALF) / Math.PI;
}

export const lonOf = (x: number): number => (x * 180) / HALF;
export const latOf = (y: number): number => (2 * Math.atan(Math.exp((y * Math.PI) / HALF)) - Math.PI / 2) / RAD;

/* Great circle in metres, the Earth as a sphere of 6,371,008.8 m. */
export function distance(lat1: number, lon1: number, lat2: number, lon2: number): number {
  const s1 = Math.sin(((lat2 - lat1) * RAD) / 2);
  const s2 = Math.sin(((lon2 - lon1) * RAD) / 2);
  const h = s1 * s1 + Math.cos(lat1 * RAD) * Math.cos(lat2 * RAD) * s2 * s2;
  return 2 * 6371008.8 * Math.asin(Math.min(1, Math.sqrt(h)));
}

/* Even-odd: whether a place lies in a ring of [lon, lat]. */
export function inside(lon: number, lat: number, ring: [number, number][]): boolean {
  let odd = false;
  for (let i = 0, k = ring.length - 1; i < ring.length; k = i++) {
    const [xi, yi] = ring[i];
    const [xk, yk] = ring[k];
    if (yi > lat !== yk > lat && lon < ((xk - xi) * (lat - yi)) / (yk - yi) + xi) odd = !odd;
  }
  return odd;
}

/* "lon,lat,lon,lat,..." as ?area= takes it, and back; null for what is no area of three corners. */
export function areaText(ring: [number, number][]): string {
  return ring.map(([lon, lat]) => `${lon.toFixed(4)},${lat.toFixed(4)}`).join(",");
}

export function areaOf(text: string): [number, number][] | null {
  const numbers = text.split(",").map(Number);
  if (numbers.length < 6 || numbers.length % 2 || numbers.some((n) => !Number.isFinite(n))) return null;
  const ring: [number, number][] = [];
  for (let i = 0; i < numbers.length; i += 2) ring.push([numbers[i], numbers[i + 1]]);
  return ring;
}

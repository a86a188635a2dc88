/* "f00f..." -> runs of set bits: [first quarter, how many]. */
export function runs(hex: string): [number, number][] {
  const out: [number, number][] = [];
  for (let q = 0; q < hex.length * 4; q++) {
    if (!((parseInt(hex[q >> 2], 16) >> (3 - (q & 3))) & 1)) continue;
    const last = out[out.length - 1];
    if (last && last[0] + last[1] === q) last[1]++;
    else out.push([q, 1]);
  }
  return out;
}

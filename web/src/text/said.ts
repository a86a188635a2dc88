/* Sentences of the program, which it says in English, and the same in Korean: parts/said finds a sentence by its English, as
 * catalogues of translation do, so that no answer needs a key of its own. What the program put in stands as {a}, {b}, and as {n}
 * or {m} where it is a number; a capital is its own words too, a sentence or parts of one group, which are looked up for themselves
 * (app/i18n). A name that somebody gave is never at a capital. A sentence of several, joined by "; ", is found part by part.
 * test/text.test.mjs proves that the program can say each of them, test/said.test.mjs that what it does say is found. */
import { CASE_PARTS, CASE_SAID } from "./said_case";
import { RULES_SAID } from "./said_rules";
import { SCREEN_PARTS, SCREEN_SAID } from "./said_screen";

/* Of parts of sentences: two names side by side, how a name is spelled, kinds of numbers, amounts and periods, lists of ids. */
export type Group = "names" | "spelling" | "kind" | "amount" | "ids";

const PAIRS: readonly (readonly [en: string, ko: string])[] = [
  /* how surprising a silence is (src/detect/silence.c) */
  ["others were heard there meanwhile, and so would this ship, even had it sailed off", "그동안 그곳에서 다른 배가 들렸으며, 이 배는 멀리 갔더라도 들렸을 것입니다"],
  ["the whole feed was out as it began or ended: no doing of the ship", "시작하거나 끝날 때 수신 전체가 끊겼습니다. 배의 행위가 아닙니다"],
  ["a station that heard it was out as it began or ended: no doing of the ship", "시작하거나 끝날 때 이 배를 듣던 수신소가 끊겼습니다. 배의 행위가 아닙니다"],
  ["no silence of the transmitter: the number was heard on another track meanwhile", "송신이 끊긴 것이 아닙니다. 그동안 같은 번호가 다른 항적에서 들렸습니다"],
  ["no silence of the transmitter: it was heard meanwhile, without a position", "송신이 끊긴 것이 아닙니다. 그동안 위치 없이 들렸습니다"],
  ["reception there explains it: on its way others were hardly heard, or not at that time", "그곳 수신 상태로 설명됩니다. 그 길에서는 다른 배도 거의, 또는 그때는 들리지 않았습니다"],
  ["reception may explain it: it could have sailed where others are hardly heard", "수신 상태로 설명될 수 있습니다. 다른 배도 거의 들리지 않는 곳으로 갔을 수 있습니다"],
  ["it would have been heard on the straight way, but may have sailed out of reception", "곧은 길이었다면 들렸겠지만, 수신 범위 밖으로 갔을 수 있습니다"],
  ["undetermined: nobody else was heard on most of its way at the time", "판단할 수 없음: 그때 그 길의 대부분에서 다른 배가 들리지 않았습니다"],
  ["undetermined: nobody else was heard there at the time", "판단할 수 없음: 그때 그곳에서 다른 배가 들리지 않았습니다"],
  ["an outage of the feed explains the silence itself", "수신 중단으로 끊김 자체가 설명됩니다"],
  ["reception explains the silence itself", "수신 상태로 끊김 자체가 설명됩니다"],
  ["the silent ship went on sending, without a position", "끊긴 배는 위치 없이 계속 발신했습니다"],
  ["it went on sending: {a} report without a position was heard meanwhile", "계속 발신했습니다. 그동안 위치 없는 보고 {a}건이 들렸습니다"],
  ["it went on sending: {a} reports without a position were heard meanwhile", "계속 발신했습니다. 그동안 위치 없는 보고 {a}건이 들렸습니다"],
  /* what could be reached (src/geo/prism.c) */
  ["weak: any one-day gap allows it", "약함: 하루 끊기기만 해도 가능합니다"],
  ["too far even in a straight line", "곧은 길로도 너무 멉니다"],
  ["farther than was searched", "찾아본 거리보다 멉니다"],
  ["farther than was searched, which is less than the limit", "찾아본 거리보다 멀지만, 그 거리는 한도에 못 미칩니다"],
  ["the dwell is longer than the time between", "정박 시간이 그 사이 시간보다 깁니다"],
  ["no way by sea joins them on this land mask", "이 해안선 자료에는 둘을 잇는 바닷길이 없습니다"],
  ["the place is on land: no sea link and no water near", "장소가 육지입니다. 가까운 물길이 없습니다"],
  ["the start is on land: no sea link and no water near", "시작이 육지입니다. 가까운 물길이 없습니다"],
  ["the end is on land: no sea link and no water near", "끝이 육지입니다. 가까운 물길이 없습니다"],
  /* possible meetings (src/detect/rendezvous.c, habit.c) */
  ["could have been there", "그곳에 있었을 수 있습니다"],
  ["could have been there, in a straight line", "곧은 길이라면 그곳에 있었을 수 있습니다"],
  ["the two met in the open at another time", "두 배는 다른 때 드러내 놓고 만났습니다"],
  ["a straight line would allow it, the way by sea does not, at {a} kn", "{a}노트로 곧은 길이면 가능하나 바닷길로는 불가능합니다"],
  ["the time does not allow it, even in a straight line, at {a} kn", "{a}노트로는 곧은 길로도 시간이 모자랍니다"],
  ["{a} silent ships could have been there meanwhile; this has the smallest detour", "그동안 끊긴 배 {a}척이 그곳에 있었을 수 있으며, 이 배가 가장 적게 돌아갑니다"],
  ["a tug: towing and help are its work", "예인선: 예인과 구조가 그 일입니다"],
  ["a pilot boat: boarding ships is its work", "도선선: 배에 옮겨 타는 것이 그 일입니다"],
  ["a rescue ship: lying beside others is its work", "구조선: 다른 배 옆에 대는 것이 그 일입니다"],
  ["a ship of an authority: lying beside others is its work", "관공선: 다른 배 옆에 대는 것이 그 일입니다"],
  ["a tender or a ship against pollution: lying beside others is its work", "부속선이나 방제선: 다른 배 옆에 대는 것이 그 일입니다"],
  ["two fishing ships: fleets fish and lie together", "어선 두 척: 선단은 함께 조업하고 머뭅니다"],
  ["a small tanker that meets many ships, as bunker barges do", "급유선처럼 여러 배를 만나는 작은 유조선"],
  ["a ship that meets many others, as service vessels do", "작업선처럼 여러 배를 만나는 배"],
  /* identities, tracks, numbers (src/detect, src/names/identifier.c) */
  ["dimensions nearly agree, {a} x {b} m", "크기가 거의 같음, {a} x {b} m"],
  ["length and beam agree, {a} x {b} m", "길이와 폭이 같음, {a} x {b} m"],
  ["dimensions and reference point agree, {a} x {b} m", "크기와 기준점이 같음, {a} x {b} m"],
  ["name and call sign agree", "이름과 호출부호가 같음"],
  ["both say one IMO number", "둘 다 같은 IMO 번호를 알림"],
  ["of others there then: {a}", "그때 그곳의 다른 배: {a}"],
  ["scatters by {a} m at {b} kn", "{b}노트에서 흩어짐 {a} m"],
  ["scatters by {a} m at {b} kn over {c} turns", "{b}노트로 {c}바퀴 도는 동안 흩어짐 {a} m"],
  ["positions of {a} ships went wrong there at once: interference strikes ships without their doing", "그곳에서 배 {a}척의 위치가 한꺼번에 틀어졌습니다. 교란은 배의 행위와 무관하게 닥칩니다"],
  ["a fault of the feed's time stamps, no doing of the ship: {a} ships jump from or to the second of {b}", "수신 시각의 오류이며 배의 행위가 아닙니다. 배 {a}척이 {b}의 같은 초에 튑니다"],
  ["{a} ships or more report from that land: it may be a waterway that the land mask does not know", "그 육지에서 배 {a}척 이상이 보고합니다. 해안선 자료에 없는 물길일 수 있습니다"],
  ["its country digits (MID) are allotted to no state", "국가 숫자(MID)가 어느 나라에도 배정되지 않았습니다"],
  ["its country digits (MID) are kept for exercises", "국가 숫자(MID)가 연습용입니다"],
  ["its leading digits belong to no kind of station", "앞자리가 어떤 무선국 종류에도 맞지 않습니다"],
  ["it has more than nine digits", "아홉 자리를 넘습니다"],
  ["it does not have seven digits", "일곱 자리가 아닙니다"],
  ["its check digit is wrong", "검사 숫자가 틀립니다"],
  ["it belongs to the series kept for exercises", "연습용 번호대입니다"],
  ["it is zero", "0입니다"],
  /* voyages and draught (src/detect/arrival.c, draught.c) */
  ["the destination it said names no port of the table", "알린 목적지가 표의 어느 항구도 아닙니다"],
  ["several ports have the name of the destination it said", "알린 목적지와 이름이 같은 항구가 여럿입니다"],
  ["the destination it said is older than this voyage as far as it was heard: it may be stale", "알린 목적지가 들린 범위의 이번 항해보다 오래되어 낡은 값일 수 있습니다"],
  ["the destination it said is where it came from: it may be stale", "알린 목적지가 떠나온 곳이므로 낡은 값일 수 있습니다"],
  ["the destination was said too shortly to count", "목적지를 알린 시간이 너무 짧습니다"],
  ["it goes on saying that destination: this may be a call on the way", "그 목적지를 계속 알리므로 도중 기항일 수 있습니다"],
  ["sailed away from where it said it was bound: orders change, and it is typed by hand", "알린 목적지에서 멀어졌습니다. 지시는 바뀌고 목적지는 손으로 입력합니다"],
  ["said {a} for this voyage and called here: orders change, and it is typed by hand", "이번 항해에 {a}을(를) 알리고 이곳에 기항했습니다. 지시는 바뀌고 목적지는 손으로 입력합니다"],
  ["where it was is not known", "어디에 있었는지 알 수 없습니다"],
  ["in a port between the two reports", "두 보고 사이에 항구에 있었습니다"],
  ["at sea, last seen in a port {a} h before", "바다에서, 마지막 항구는 {a}시간 전"],
  ["at sea, no port call was seen in the {a} h before", "바다에서, 앞선 {a}시간 동안 기항이 보이지 않음"],
  ["not yet said for long", "알린 지 얼마 안 됨"],
  /* screening and lists (src/app/requirement.c, src/lists/asof.c, src/app/decision.c) */
  ["the required list {a} is missing", "필수 목록 {a}이(가) 없습니다"],
  ["the required list {a} was not searched", "필수 목록 {a}을(를) 찾아보지 않았습니다"],
  ["the required list {a} has no publication date", "필수 목록 {a}에 발행일이 없습니다"],
  ["the required list {a} is {b} days old, more than the {c} that are allowed", "필수 목록 {a}이(가) {b}일 지나 허용된 {c}일을 넘었습니다"],
  ["the list's entry has changed since", "그 뒤 목록의 항목이 바뀌었습니다"],
  ["it has expired", "기한이 지났습니다"],
  ["it says unsure", "모르겠다는 판정입니다"],
  ["a second reviewer must agree", "두 번째 검토자의 동의가 필요합니다"],
  ["the names are equal letter by letter", "이름이 글자까지 같습니다"],
  /* evidence (src/evidence/grade.c, reachable.c) */
  ["no origin is left", "남은 출처가 없습니다"],
  ["everything goes back to one origin", "모두 한 출처로 거슬러 올라갑니다"],
  ["all {a} origins were collected by one party", "출처 {a}개 모두 한 주체가 수집했습니다"],
  /* proofs and checkpoints (src/verify) */
  ["consistent in itself; nothing says whose keys count: give a policy with --policy", "그 자체로는 일관됩니다. 누구의 열쇠를 인정할지 알 수 없습니다. --policy로 정책을 주십시오"],
  ["signed by its log; not witnessed", "기록부가 서명했고 증인은 없습니다"],
  ["it is neither a proof, nor a checkpoint, nor a bundle", "증명도 체크포인트도 묶음도 아닙니다"],
];

const keyed = (start: string, pairs: readonly (readonly [string, string])[]): [string, readonly [string, string]][] => pairs.map((pair) => [start + pair[0], pair]);

const within = (groups: Partial<Record<Group, readonly (readonly [string, string])[]>>): [string, readonly [string, string]][] => Object.entries(groups).flatMap(([group, pairs]) => keyed(`within:${group}:`, pairs));

const said: { [key: `said:${string}` | `within:${Group}:${string}`]: readonly [string, string] } = Object.fromEntries([...keyed("said:", [...PAIRS, ...SCREEN_SAID, ...CASE_SAID, ...RULES_SAID]), ...within(SCREEN_PARTS), ...within(CASE_PARTS)]);
export default said;

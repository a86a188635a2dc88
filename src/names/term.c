/* Words of trade, land and office that lists translate rather than spell: in Hangul, Han and Arabic with their English.
 * Ours, from the published names of firms and offices. */
#include "names/form_in.h"

#include "base/ban.h"

#define MAX_TERM 12

/* clang-format off */
static const struct {
    uint32_t c[MAX_TERM + 1];
    const char *english;
} terms[] = { /* sorted by characters */
    {{0x625, 0x62D, 0x64A, 0x627, 0x621}, "revival"}, /* إحياء */
    {{0x625, 0x633, 0x644, 0x627, 0x645, 0x64A}, "islamic"}, /* إسلامي */
    {{0x625, 0x633, 0x644, 0x627, 0x645, 0x64A, 0x629}, "islamic"}, /* إسلامية */
    {{0x625, 0x63A, 0x627, 0x62B, 0x629}, "relief"}, /* إغاثة */
    {{0x625, 0x64A, 0x631, 0x627, 0x646}, "iran"}, /* إيران */
    {{0x627, 0x62D, 0x64A, 0x627, 0x621}, "revival"}, /* احياء */
    {{0x627, 0x633, 0x62A, 0x62B, 0x645, 0x627, 0x631}, "investment"}, /* استثمار */
    {{0x627, 0x633, 0x644, 0x627, 0x645}, "islam"}, /* اسلام */
    {{0x627, 0x633, 0x644, 0x627, 0x645, 0x64A}, "islamic"}, /* اسلامي */
    {{0x627, 0x633, 0x644, 0x627, 0x645, 0x64A, 0x629}, "islamic"}, /* اسلامية */
    {{0x627, 0x633, 0x644, 0x627, 0x645, 0x6CC, 0x647}, "islamic"}, /* اسلامیه */
    {{0x627, 0x63A, 0x627, 0x62B, 0x629}, "relief"}, /* اغاثة */
    {{0x627, 0x641, 0x631, 0x64A, 0x642, 0x64A, 0x627}, "africa"}, /* افريقيا */
    {{0x627, 0x644, 0x62C, 0x645, 0x627, 0x639, 0x629}, "group"}, /* الجماعة */
    {{0x627, 0x6CC, 0x631, 0x627, 0x646}, "iran"}, /* ایران */
    {{0x628, 0x627, 0x646, 0x6A9}, "bank"}, /* بانک */
    {{0x628, 0x62A, 0x631, 0x648, 0x644}, "petroleum"}, /* بترول */
    {{0x628, 0x646, 0x643}, "bank"}, /* بنك */
    {{0x62A, 0x623, 0x645, 0x64A, 0x646}, "insurance"}, /* تأمين */
    {{0x62A, 0x62C, 0x627, 0x631, 0x629}, "trading"}, /* تجارة */
    {{0x62A, 0x631, 0x627, 0x62B}, "heritage"}, /* تراث */
    {{0x62A, 0x646, 0x638, 0x64A, 0x645}, "organization"}, /* تنظيم */
    {{0x62A, 0x646, 0x638, 0x6CC, 0x645}, "organization"}, /* تنظیم */
    {{0x62A, 0x646, 0x645, 0x64A, 0x629}, "development"}, /* تنمية */
    {{0x62A, 0x648, 0x646, 0x633, 0x64A}, "tunisian"}, /* تونسي */
    {{0x62A, 0x648, 0x646, 0x633, 0x64A, 0x629}, "tunisian"}, /* تونسية */
    {{0x62C, 0x627, 0x645, 0x639, 0x629}, "university"}, /* جامعة */
    {{0x62C, 0x628, 0x647, 0x629}, "front"}, /* جبهة */
    {{0x62C, 0x632, 0x64A, 0x631, 0x629}, "peninsula"}, /* جزيرة */
    {{0x62C, 0x645, 0x627, 0x639, 0x629}, "group"}, /* جماعة */
    {{0x62C, 0x645, 0x627, 0x639, 0x62A}, "jamaat"}, /* جماعت */
    {{0x62C, 0x645, 0x639, 0x64A, 0x629}, "society"}, /* جمعية */
    {{0x62C, 0x648, 0x64A, 0x629}, "air"}, /* جوية */
    {{0x62C, 0x64A, 0x634}, "army"}, /* جيش */
    {{0x62C, 0x6CC, 0x634}, "army"}, /* جیش */
    {{0x62D, 0x631, 0x643, 0x629}, "movement"}, /* حركة */
    {{0x62D, 0x632, 0x628}, "party"}, /* حزب */
    {{0x62D, 0x648, 0x627, 0x644, 0x647}, "hawala"}, /* حواله */
    {{0x62E, 0x637, 0x648, 0x637}, "lines"}, /* خطوط */
    {{0x62E, 0x64A, 0x631, 0x64A, 0x629}, "charitable"}, /* خيرية */
    {{0x62F, 0x627, 0x646, 0x634, 0x6AF, 0x627, 0x647}, "university"}, /* دانشگاه */
    {{0x62F, 0x648, 0x644, 0x629}, "state"}, /* دولة */
    {{0x62F, 0x648, 0x644, 0x64A}, "international"}, /* دولي */
    {{0x62F, 0x648, 0x644, 0x64A, 0x629}, "international"}, /* دولية */
    {{0x633, 0x648, 0x631, 0x64A}, "syrian"}, /* سوري */
    {{0x633, 0x648, 0x631, 0x64A, 0x629}, "syrian"}, /* سورية */
    {{0x634, 0x627, 0x645}, "levant"}, /* شام */
    {{0x634, 0x628, 0x643, 0x629}, "network"}, /* شبكة */
    {{0x634, 0x628, 0x6A9, 0x629}, "network"}, /* شبکة */
    {{0x634, 0x628, 0x6A9, 0x647}, "network"}, /* شبکه */
    {{0x634, 0x631, 0x643, 0x627, 0x62A}, "companies"}, /* شركات */
    {{0x635, 0x631, 0x627, 0x641, 0x629}, "exchange"}, /* صرافة */
    {{0x635, 0x631, 0x627, 0x641, 0x64A}, "money exchange"}, /* صرافي */
    {{0x635, 0x631, 0x627, 0x641, 0x6CC}, "money exchange"}, /* صرافی */
    {{0x635, 0x646, 0x627, 0x639, 0x627, 0x62A}, "industries"}, /* صناعات */
    {{0x635, 0x646, 0x627, 0x639, 0x629}, "industry"}, /* صناعة */
    {{0x635, 0x646, 0x627, 0x639, 0x6CC}, "industrial"}, /* صناعی */
    {{0x635, 0x646, 0x627, 0x6CC, 0x639}, "industries"}, /* صنایع */
    {{0x637, 0x64A, 0x631, 0x627, 0x646}, "airlines"}, /* طيران */
    {{0x639, 0x627, 0x644, 0x645, 0x64A, 0x629}, "global"}, /* عالمية */
    {{0x639, 0x627, 0x645}, "general"}, /* عام */
    {{0x639, 0x627, 0x645, 0x629}, "general"}, /* عامة */
    {{0x639, 0x631, 0x627, 0x642}, "iraq"}, /* عراق */
    {{0x639, 0x631, 0x628}, "arabian"}, /* عرب */
    {{0x639, 0x631, 0x628, 0x64A, 0x629}, "arab"}, /* عربية */
    {{0x63A, 0x627, 0x632}, "gas"}, /* غاز */
    {{0x642, 0x627, 0x639, 0x62F, 0x629}, "qaida"}, /* قاعدة */
    {{0x642, 0x627, 0x639, 0x62F, 0x647}, "qaida"}, /* قاعده */
    {{0x642, 0x62F, 0x633}, "quds"}, /* قدس */
    {{0x644, 0x64A, 0x628, 0x64A, 0x627}, "libya"}, /* ليبيا */
    {{0x644, 0x64A, 0x628, 0x64A, 0x629}, "libyan"}, /* ليبية */
    {{0x645, 0x624, 0x633, 0x633, 0x629}, "foundation"}, /* مؤسسة */
    {{0x645, 0x62C, 0x645, 0x648, 0x639, 0x629}, "group"}, /* مجموعة */
    {{0x645, 0x631, 0x643, 0x632}, "center"}, /* مركز */
    {{0x645, 0x633, 0x644, 0x62D, 0x629}, "armed"}, /* مسلحة */
    {{0x645, 0x635, 0x631, 0x641}, "bank"}, /* مصرف */
    {{0x645, 0x635, 0x631, 0x64A}, "egyptian"}, /* مصري */
    {{0x645, 0x635, 0x631, 0x64A, 0x629}, "egyptian"}, /* مصرية */
    {{0x645, 0x63A, 0x631, 0x628}, "maghreb"}, /* مغرب */
    {{0x645, 0x63A, 0x631, 0x628, 0x64A, 0x629}, "moroccan"}, /* مغربية */
    {{0x645, 0x642, 0x627, 0x62A, 0x644, 0x629}, "fighting"}, /* مقاتلة */
    {{0x645, 0x643, 0x62A, 0x628}, "office"}, /* مكتب */
    {{0x645, 0x644, 0x627, 0x62D, 0x629}, "shipping"}, /* ملاحة */
    {{0x645, 0x646, 0x638, 0x645, 0x629}, "organization"}, /* منظمة */
    {{0x646, 0x641, 0x637}, "petroleum"}, /* نفط */
    {{0x646, 0x642, 0x644}, "transport"}, /* نقل */
    {{0x647, 0x648, 0x627, 0x67E, 0x6CC, 0x645, 0x627, 0x6CC, 0x6CC}, "airlines"}, /* هواپیمایی */
    {{0x647, 0x64A, 0x626, 0x629}, "organization"}, /* هيئة */
    {{0x648, 0x632, 0x627, 0x631, 0x629}, "ministry"}, /* وزارة */
    {{0x648, 0x637, 0x646, 0x64A}, "national"}, /* وطني */
    {{0x648, 0x637, 0x646, 0x64A, 0x629}, "national"}, /* وطنية */
    {{0x64A, 0x645, 0x646}, "yemen"}, /* يمن */
    {{0x6A9, 0x634, 0x62A, 0x6CC, 0x631, 0x627, 0x646, 0x6CC}, "shipping lines"}, /* کشتیرانی */
    {{0x4E2D, 0x56FD}, "china"}, /* 中国 */
    {{0x4E2D, 0x570B}, "china"}, /* 中國 */
    {{0x4EBA, 0x5BFF}, "life"}, /* 人寿 */
    {{0x4F01, 0x4E1A}, "enterprise"}, /* 企业 */
    {{0x4F01, 0x696D}, "enterprise"}, /* 企業 */
    {{0x4FDD, 0x9669}, "insurance"}, /* 保险 */
    {{0x4FDD, 0x96AA}, "insurance"}, /* 保險 */
    {{0x5168, 0x7403}, "global"}, /* 全球 */
    {{0x5316, 0x5B66}, "chemical"}, /* 化学 */
    {{0x5316, 0x5B78}, "chemical"}, /* 化學 */
    {{0x5316, 0x5DE5}, "chemical"}, /* 化工 */
    {{0x53D1, 0x5C55}, "development"}, /* 发展 */
    {{0x53F0, 0x6E7E}, "taiwan"}, /* 台湾 */
    {{0x5546, 0x4E1A}, "commercial"}, /* 商业 */
    {{0x5546, 0x696D}, "commercial"}, /* 商業 */
    {{0x5546, 0x8239}, "merchant marine"}, /* 商船 */
    {{0x56FD, 0x5BB6}, "national"}, /* 国家 */
    {{0x56FD, 0x9645}, "international"}, /* 国际 */
    {{0x570B, 0x5BB6}, "national"}, /* 國家 */
    {{0x570B, 0x969B}, "international"}, /* 國際 */
    {{0x5927, 0x5B66}, "university"}, /* 大学 */
    {{0x5927, 0x5B78}, "university"}, /* 大學 */
    {{0x5929, 0x7136, 0x6C14}, "natural gas"}, /* 天然气 */
    {{0x5929, 0x7136, 0x6C23}, "natural gas"}, /* 天然氣 */
    {{0x5B9E, 0x4E1A}, "industrial"}, /* 实业 */
    {{0x5BE6, 0x696D}, "industrial"}, /* 實業 */
    {{0x5DE5, 0x4E1A}, "industry"}, /* 工业 */
    {{0x5DE5, 0x696D}, "industry"}, /* 工業 */
    {{0x5DE5, 0x7A0B}, "engineering"}, /* 工程 */
    {{0x5EFA, 0x8A2D}, "construction"}, /* 建設 */
    {{0x5EFA, 0x8BBE}, "construction"}, /* 建设 */
    {{0x5F00, 0x53D1}, "development"}, /* 开发 */
    {{0x6280, 0x672F}, "technology"}, /* 技术 */
    {{0x6280, 0x8853}, "technology"}, /* 技術 */
    {{0x6295, 0x8CC7}, "investment"}, /* 投資 */
    {{0x6295, 0x8D44}, "investment"}, /* 投资 */
    {{0x63A7, 0x80A1}, "holding"}, /* 控股 */
    {{0x671D, 0x9BAE}, "korea"}, /* 朝鮮 */
    {{0x671D, 0x9C9C}, "korea"}, /* 朝鲜 */
    {{0x673A, 0x68B0}, "machinery"}, /* 机械 */
    {{0x6A5F, 0x68B0}, "machinery"}, /* 機械 */
    {{0x6C34, 0x4EA7}, "fishery"}, /* 水产 */
    {{0x6C34, 0x7522}, "fishery"}, /* 水產 */
    {{0x6C7D, 0x8ECA}, "automobile"}, /* 汽車 */
    {{0x6C7D, 0x8F66}, "automobile"}, /* 汽车 */
    {{0x6D77, 0x8FD0}, "shipping"}, /* 海运 */
    {{0x6D77, 0x904B}, "shipping"}, /* 海運 */
    {{0x6E14, 0x4E1A}, "fishery"}, /* 渔业 */
    {{0x6F01, 0x696D}, "fishery"}, /* 漁業 */
    {{0x6FB3, 0x9580}, "macau"}, /* 澳門 */
    {{0x6FB3, 0x95E8}, "macau"}, /* 澳门 */
    {{0x7269, 0x6D41}, "logistics"}, /* 物流 */
    {{0x7535, 0x4FE1}, "telecom"}, /* 电信 */
    {{0x7535, 0x529B}, "power"}, /* 电力 */
    {{0x7535, 0x5B50}, "electronics"}, /* 电子 */
    {{0x767C, 0x5C55}, "development"}, /* 發展 */
    {{0x77F3, 0x5316}, "petrochemical"}, /* 石化 */
    {{0x77F3, 0x6CB9}, "petroleum"}, /* 石油 */
    {{0x77FF, 0x4E1A}, "mining"}, /* 矿业 */
    {{0x7926, 0x696D}, "mining"}, /* 礦業 */
    {{0x79D1, 0x6280}, "technology"}, /* 科技 */
    {{0x79FB, 0x52A8}, "mobile"}, /* 移动 */
    {{0x79FB, 0x52D5}, "mobile"}, /* 移動 */
    {{0x7CBE, 0x5BC6}, "precision"}, /* 精密 */
    {{0x7DCF, 0x5408}, "general"}, /* 総合 */
    {{0x8054, 0x5408}, "united"}, /* 联合 */
    {{0x806F, 0x5408}, "united"}, /* 聯合 */
    {{0x80FD, 0x6E90}, "energy"}, /* 能源 */
    {{0x81FA, 0x7063}, "taiwan"}, /* 臺灣 */
    {{0x822A, 0x5929}, "aerospace"}, /* 航天 */
    {{0x822A, 0x7A7A}, "aviation"}, /* 航空 */
    {{0x822A, 0x8FD0}, "shipping"}, /* 航运 */
    {{0x822A, 0x904B}, "shipping"}, /* 航運 */
    {{0x8239, 0x52A1}, "shipping"}, /* 船务 */
    {{0x8239, 0x52D9}, "shipping"}, /* 船務 */
    {{0x8239, 0x8236}, "ship"}, /* 船舶 */
    {{0x8CBF, 0x6613}, "trading"}, /* 貿易 */
    {{0x8D22, 0x52A1}, "finance"}, /* 财务 */
    {{0x8D38, 0x6613}, "trading"}, /* 贸易 */
    {{0x8FD0, 0x8F93}, "transport"}, /* 运输 */
    {{0x8FDB, 0x51FA, 0x53E3}, "import export"}, /* 进出口 */
    {{0x8FDC, 0x6D0B}, "ocean"}, /* 远洋 */
    {{0x901A, 0x4FE1}, "telecommunications"}, /* 通信 */
    {{0x9032, 0x51FA, 0x53E3}, "import export"}, /* 進出口 */
    {{0x904B, 0x8F38}, "transport"}, /* 運輸 */
    {{0x9060, 0x6D0B}, "ocean"}, /* 遠洋 */
    {{0x91CD, 0x5DE5}, "heavy industries"}, /* 重工 */
    {{0x91D1, 0x878D}, "finance"}, /* 金融 */
    {{0x9280, 0x884C}, "bank"}, /* 銀行 */
    {{0x92FC, 0x9435}, "steel"}, /* 鋼鐵 */
    {{0x94A2, 0x94C1}, "steel"}, /* 钢铁 */
    {{0x94F6, 0x884C}, "bank"}, /* 银行 */
    {{0x958B, 0x767C}, "development"}, /* 開發 */
    {{0x96C6, 0x56E2}, "group"}, /* 集团 */
    {{0x96C6, 0x5718}, "group"}, /* 集團 */
    {{0x96FB, 0x4FE1}, "telecom"}, /* 電信 */
    {{0x96FB, 0x529B}, "power"}, /* 電力 */
    {{0x96FB, 0x5B50}, "electronics"}, /* 電子 */
    {{0x97D3, 0x570B}, "korea"}, /* 韓國 */
    {{0x97E9, 0x56FD}, "korea"}, /* 韩国 */
    {{0x9999, 0x6E2F}, "hong kong"}, /* 香港 */
    {{0xAC00, 0xC2A4}, "gas"}, /* 가스 */
    {{0xAC1C, 0xBC1C}, "development"}, /* 개발 */
    {{0xAC74, 0xBB3C}, "building"}, /* 건물 */
    {{0xAC74, 0xC124}, "construction"}, /* 건설 */
    {{0xACBD, 0xC81C}, "economic"}, /* 경제 */
    {{0xACF5, 0xC5C5}, "industry"}, /* 공업 */
    {{0xACF5, 0xC7A5}, "factory"}, /* 공장 */
    {{0xACF5, 0xD56D}, "airport"}, /* 공항 */
    {{0xACFC, 0xD559}, "science"}, /* 과학 */
    {{0xACFC, 0xD559, 0xC6D0}, "academy of sciences"}, /* 과학원 */
    {{0xAD00, 0xB9AC}, "management"}, /* 관리 */
    {{0xAD11, 0xC0B0}, "mine"}, /* 광산 */
    {{0xAD11, 0xC5C5}, "mining"}, /* 광업 */
    {{0xAD6D, 0xAC00}, "national"}, /* 국가 */
    {{0xAD6D, 0xAC00, 0xBCF4, 0xC704, 0xC131}, "ministry of state security"}, /* 국가보위성 */
    {{0xAD6D, 0xBB34, 0xC704, 0xC6D0, 0xD68C}, "state affairs commission"}, /* 국무위원회 */
    {{0xAD6D, 0xBC29}, "national defense"}, /* 국방 */
    {{0xAD6D, 0xBC29, 0xC704, 0xC6D0, 0xD68C}, "national defense commission"}, /* 국방위원회 */
    {{0xAD6D, 0xC81C}, "international"}, /* 국제 */
    {{0xADF8, 0xB8F9}, "group"}, /* 그룹 */
    {{0xAE08, 0xC18D}, "metal"}, /* 금속 */
    {{0xAE08, 0xC735}, "financial"}, /* 금융 */
    {{0xAE30, 0xACC4}, "machinery"}, /* 기계 */
    {{0xAE30, 0xC220}, "technology"}, /* 기술 */
    {{0xB178, 0xB3D9, 0xB2F9}, "workers party"}, /* 노동당 */
    {{0xB18D, 0xC5C5}, "agriculture"}, /* 농업 */
    {{0xB300, 0xD559}, "university"}, /* 대학 */
    {{0xB300, 0xD559, 0xAD50}, "university"}, /* 대학교 */
    {{0xB300, 0xD55C, 0xBBFC, 0xAD6D}, "republic of korea"}, /* 대한민국 */
    {{0xB828, 0xD569}, "united"}, /* 련합 */
    {{0xB85C, 0xB3D9, 0xB2F9}, "workers party"}, /* 로동당 */
    {{0xB9CC, 0xC218, 0xB300}, "mansudae"}, /* 만수대 */
    {{0xBB34, 0xC5ED}, "trading"}, /* 무역 */
    {{0xBB34, 0xC5ED, 0xC740, 0xD589}, "trade bank"}, /* 무역은행 */
    {{0xBB34, 0xC5ED, 0xD68C, 0xC0AC}, "trading company"}, /* 무역회사 */
    {{0xBB3C, 0xB958}, "logistics"}, /* 물류 */
    {{0xBC29, 0xC1A1}, "broadcasting"}, /* 방송 */
    {{0xBCF4, 0xC548}, "security"}, /* 보안 */
    {{0xBCF4, 0xD5D8}, "insurance"}, /* 보험 */
    {{0xBD81, 0xC870, 0xC120}, "north korea"}, /* 북조선 */
    {{0xC0B0, 0xC5C5}, "industry"}, /* 산업 */
    {{0xC0C1, 0xC0AC}, "trading"}, /* 상사 */
    {{0xC0C1, 0xC5C5}, "commercial"}, /* 상업 */
    {{0xC0DD, 0xBA85}, "life"}, /* 생명 */
    {{0xC11D, 0xC720}, "oil"}, /* 석유 */
    {{0xC11D, 0xD0C4}, "coal"}, /* 석탄 */
    {{0xC120, 0xBC15}, "ship"}, /* 선박 */
    {{0xC218, 0xC0B0}, "fishery"}, /* 수산 */
    {{0xC218, 0xC0B0, 0xC5C5}, "fishery"}, /* 수산업 */
    {{0xC218, 0xCD9C, 0xC785}, "export import"}, /* 수출입 */
    {{0xC2E0, 0xBB38}, "newspaper"}, /* 신문 */
    {{0xC2E0, 0xC6A9}, "credit"}, /* 신용 */
    {{0xC5D0, 0xB108, 0xC9C0}, "energy"}, /* 에너지 */
    {{0xC5F0, 0xAD6C, 0xC18C}, "research institute"}, /* 연구소 */
    {{0xC5F0, 0xAD6C, 0xC6D0}, "research institute"}, /* 연구원 */
    {{0xC5F0, 0xD569}, "united"}, /* 연합 */
    {{0xC6B4, 0xC1A1}, "transport"}, /* 운송 */
    {{0xC6B4, 0xC218}, "transport"}, /* 운수 */
    {{0xC6D0, 0xC591}, "ocean"}, /* 원양 */
    {{0xC6D0, 0xC790, 0xB825}, "atomic energy"}, /* 원자력 */
    {{0xC704, 0xC6D0, 0xD68C}, "committee"}, /* 위원회 */
    {{0xC740, 0xD589}, "bank"}, /* 은행 */
    {{0xC778, 0xBBFC, 0xAD70}, "peoples army"}, /* 인민군 */
    {{0xC778, 0xBBFC, 0xBB34, 0xB825, 0xC131}, "ministry of peoples armed forces"}, /* 인민무력성 */
    {{0xC790, 0xB3D9, 0xCC28}, "motor"}, /* 자동차 */
    {{0xC790, 0xC5F0}, "natural"}, /* 자연 */
    {{0xC804, 0xB825}, "electric power"}, /* 전력 */
    {{0xC804, 0xC790}, "electronics"}, /* 전자 */
    {{0xC815, 0xCC30, 0xCD1D, 0xAD6D}, "reconnaissance general bureau"}, /* 정찰총국 */
    {{0xC81C, 0xC57D}, "pharmaceutical"}, /* 제약 */
    {{0xC81C, 0xCCA0}, "steel"}, /* 제철 */
    {{0xC870, 0xC120}, "korea"}, /* 조선 */
    {{0xC870, 0xC120, 0xBBFC, 0xC8FC, 0xC8FC, 0xC758, 0xC778, 0xBBFC, 0xACF5, 0xD654, 0xAD6D}, "democratic peoples republic of korea"}, /* 조선민주주의인민공화국 */
    {{0xC911, 0xACF5, 0xC5C5}, "heavy industries"}, /* 중공업 */
    {{0xC911, 0xAD6D}, "china"}, /* 중국 */
    {{0xC911, 0xC559, 0xC704, 0xC6D0, 0xD68C}, "central committee"}, /* 중앙위원회 */
    {{0xC99D, 0xAD8C}, "securities"}, /* 증권 */
    {{0xCCA0, 0xAC15}, "steel"}, /* 철강 */
    {{0xCD1D, 0xAD6D}, "general bureau"}, /* 총국 */
    {{0xD1B5, 0xC2E0}, "telecom"}, /* 통신 */
    {{0xD22C, 0xC790}, "investment"}, /* 투자 */
    {{0xD55C, 0xAD6D}, "korea"}, /* 한국 */
    {{0xD569, 0xC601}, "joint venture"}, /* 합영 */
    {{0xD569, 0xC791}, "joint venture"}, /* 합작 */
    {{0xD56D, 0xACF5}, "airlines"}, /* 항공 */
    {{0xD56D, 0xACF5, 0xC6B0, 0xC8FC}, "aerospace"}, /* 항공우주 */
    {{0xD574, 0xC0AC}, "maritime"}, /* 해사 */
    {{0xD574, 0xC591}, "ocean"}, /* 해양 */
    {{0xD574, 0xC678}, "overseas"}, /* 해외 */
    {{0xD574, 0xC6B4}, "shipping"}, /* 해운 */
    {{0xD638, 0xD154}, "hotel"}, /* 호텔 */
    {{0xD654, 0xD559}, "chemical"}, /* 화학 */
};

static const char *const english[] = { /* sorted */
    "academy", "aerospace", "affairs", "africa", "agency", "agriculture", "air", "airline", "airlines", "airport",
    "airways", "arab", "arabian", "armed", "army", "association", "atomic", "automobile", "aviation", "bank",
    "broadcasting", "building", "bureau", "business", "center", "central", "centre", "chamber", "charitable",
    "chemical", "china", "coal", "commerce", "commercial", "commission", "committee", "companies", "company",
    "construction", "corp", "corporation", "credit", "defense", "democratic", "department", "development", "economic",
    "egyptian", "electric", "electronics", "energy", "engineering", "enterprise", "enterprises", "exchange", "export",
    "factory", "farm", "fighting", "finance", "financial", "fishery", "fishing", "forces", "foreign", "foundation",
    "front", "fund", "gas", "general", "global", "government", "group", "hawala", "heavy", "heritage", "holding",
    "holdings", "hong", "hotel", "import", "industrial", "industries", "industry", "institute", "insurance",
    "international", "investment", "investments", "iran", "iraq", "islam", "islamic", "jamaat", "joint", "kong",
    "korea", "korean", "labor", "levant", "libya", "libyan", "life", "limited", "line", "lines", "logistics", "ltd",
    "macau", "machinery", "maghreb", "management", "mansudae", "marine", "maritime", "materials", "merchant", "metal",
    "military", "mine", "mining", "ministry", "mission", "mobile", "money", "moroccan", "motor", "movement",
    "national", "natural", "navigation", "network", "newspaper", "north", "ocean", "of", "office", "oil",
    "organisation", "organization", "overseas", "party", "peninsula", "people", "peoples", "petrochemical",
    "petroleum", "pharmaceutical", "port", "power", "precision", "production", "products", "project", "property",
    "qaida", "quds", "reconnaissance", "region", "relief", "rep", "representative", "republic", "research", "revival",
    "science", "sciences", "sea", "securities", "security", "service", "services", "ship", "shipping", "shipyard",
    "society", "star", "state", "steamship", "steel", "supply", "syrian", "system", "systems", "taiwan", "tanker",
    "team", "technologies", "technology", "telecom", "telecommunications", "trade", "trading", "transport",
    "transportation", "tunisian", "union", "united", "university", "venture", "workers", "works", "world", "yemen",
};
/* clang-format on */

#define COUNT(table) (sizeof(table) / sizeof *(table))

size_t pl_term_at(const uint32_t *c, size_t n, pl_str *ret_english) {
    size_t low = 0;
    size_t high = COUNT(terms);
    size_t best = 0;
    while (n > 0 && low < high) {
        size_t middle = low + (high - low) / 2;
        if (terms[middle].c[0] < c[0]) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (; n > 0 && low < COUNT(terms) && terms[low].c[0] == c[0]; low++) {
        size_t k = 0;
        while (k < n && terms[low].c[k] != 0 && terms[low].c[k] == c[k]) {
            k++;
        }
        if (terms[low].c[k] == 0 && k > best) {
            best = k;
            *ret_english = pl_str_from(terms[low].english);
        }
    }
    return best;
}

bool pl_term_is_english(pl_str latin) {
    size_t low = 0;
    size_t high = COUNT(english);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int way = pl_str_cmp(pl_str_from(english[middle]), latin);
        if (way == 0) {
            return true;
        }
        if (way < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return false;
}

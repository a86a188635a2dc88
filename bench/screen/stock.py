"""Names to build invented people, firms and ships from: each row a name in its script and a Latin spelling of it.

Typed for this bench; nothing here comes from src/names. Combinations are drawn at random, so a full name that belongs to
somebody is chance."""

RUSSIAN_GIVEN = """Александр Aleksandr|Алексей Aleksey|Анатолий Anatoliy|Андрей Andrey|Антон Anton|Борис Boris|Вадим Vadim
Валентин Valentin|Василий Vasiliy|Виктор Viktor|Владимир Vladimir|Вячеслав Vyacheslav|Геннадий Gennadiy|Георгий Georgiy
Григорий Grigoriy|Денис Denis|Дмитрий Dmitriy|Евгений Yevgeniy|Егор Yegor|Иван Ivan|Игорь Igor|Константин Konstantin
Леонид Leonid|Максим Maksim|Михаил Mikhail|Никита Nikita|Николай Nikolay|Олег Oleg|Павел Pavel|Пётр Petr|Роман Roman
Сергей Sergey|Станислав Stanislav|Степан Stepan|Тимур Timur|Фёдор Fedor|Юрий Yuriy|Яков Yakov|Анна Anna|Ольга Olga
Наталья Natalya|Татьяна Tatyana|Светлана Svetlana|Ирина Irina|Елена Yelena|Людмила Lyudmila"""
RUSSIAN_FAMILY = """Абрамов Abramov|Андреев Andreyev|Баранов Baranov|Белов Belov|Богданов Bogdanov|Волков Volkov
Воробьев Vorobyev|Гаврилов Gavrilov|Герасимов Gerasimov|Голубев Golubev|Григорьев Grigoryev|Давыдов Davydov
Данилов Danilov|Денисов Denisov|Егоров Yegorov|Ершов Yershov|Жуков Zhukov|Зайцев Zaytsev|Захаров Zakharov
Исаев Isayev|Казаков Kazakov|Киселев Kiselev|Ковалев Kovalev|Комаров Komarov|Королев Korolev|Крылов Krylov
Кузнецов Kuznetsov|Лебедев Lebedev|Макаров Makarov|Мартынов Martynov|Матвеев Matveyev|Медведев Medvedev
Морозов Morozov|Никитин Nikitin|Орлов Orlov|Осипов Osipov|Панов Panov|Поляков Polyakov|Романов Romanov
Савельев Savelyev|Семенов Semenov|Сидоров Sidorov|Соболев Sobolev|Соколов Sokolov|Степанов Stepanov|Тарасов Tarasov
Титов Titov|Федоров Fedorov|Филиппов Filippov|Фомин Fomin|Чернов Chernov|Шевченко Shevchenko|Щербаков Shcherbakov
Яковлев Yakovlev|Хомяков Khomyakov|Цветков Tsvetkov"""
ARABIC_GIVEN = """محمد Muhammad,Mohammed,Mohamed|أحمد Ahmad,Ahmed|علي Ali|حسن Hassan,Hasan|حسين Hussein,Husayn,Hossein
محمود Mahmoud,Mahmud|عمر Omar,Umar|عثمان Uthman,Othman|إبراهيم Ibrahim|يوسف Yusuf,Yousef,Youssef|خالد Khalid,Khaled
سعيد Said,Saeed|طارق Tariq,Tarek|جمال Jamal,Gamal|كمال Kamal|فيصل Faisal,Faysal|سالم Salim,Salem|سليمان Sulayman,Suleiman
داود Dawud,Daoud|موسى Musa,Moussa|عيسى Isa,Issa|يحيى Yahya|زكريا Zakariya|بلال Bilal|حمزة Hamza|أنور Anwar|رشيد Rashid
كريم Karim,Kareem|نبيل Nabil,Nabeel|سمير Samir,Sameer|بشير Bashir,Basheer|منير Munir,Mounir|ناصر Nasir,Naser
صالح Salih,Saleh|فؤاد Fuad,Fouad|مصطفى Mustafa,Mostafa|حسام Husam,Hossam|وليد Walid,Waleed|ياسر Yasir,Yasser
زياد Ziyad,Ziad|هشام Hisham|عماد Imad,Emad|رضا Rida,Reza|مهدي Mahdi,Mehdi|باقر Baqir,Bagher|جعفر Jafar,Jaafar"""
ARABIC_FAMILY = """التكريتي al-Tikriti|البغدادي al-Baghdadi|المصري al-Masri|الشامي al-Shami|السوري al-Suri|العراقي al-Iraqi
الحسيني al-Husayni,al-Husseini|الهاشمي al-Hashimi|الجبوري al-Jubouri|الدليمي al-Dulaimi|الزاوي al-Zawi|الكبيسي al-Kubaysi
الراوي al-Rawi|القحطاني al-Qahtani|الغامدي al-Ghamdi|الحربي al-Harbi|العتيبي al-Otaibi,al-Utaybi|الشمري al-Shammari
المطيري al-Mutairi|الدوسري al-Dosari|الزهراني al-Zahrani|الفلسطيني al-Filistini|خليل Khalil|منصور Mansur,Mansour
حداد Haddad|نجار Najjar|خوري Khoury,Khuri|حبيب Habib|رحمن Rahman|شريف Sharif|عطية Atiyah,Attia|بدوي Badawi|صباغ Sabbagh
طحان Tahhan|قاسم Qasim,Kassem|جابر Jabir,Jaber|درويش Darwish|عباس Abbas|فارس Faris,Fares|نعيم Naim|هلال Hilal|زيدان Zaydan,Zidane"""
KOREAN_FAMILY = """김 Kim|리 Ri|이 Lee|박 Pak,Park|최 Choe,Choi|정 Jong,Chong,Jung|강 Kang|조 Jo,Cho|윤 Yun,Yoon|장 Jang,Chang|림 Rim|임 Lim
한 Han|오 O,Oh|서 So,Suh|신 Sin,Shin|권 Kwon|황 Hwang|안 An,Ahn|송 Song|전 Jon,Jeon|홍 Hong|류 Ryu|고 Ko|문 Mun,Moon|손 Son
양 Yang|배 Pae,Bae|백 Paek,Baek|허 Ho,Heo|남 Nam|심 Sim,Shim|로 Ro|하 Ha|곽 Kwak|성 Song|차 Cha|주 Ju|우 U,Woo|라 Ra|현 Hyon"""
KOREAN_SYLLABLE = """일 il|성 song|정 jong|은 un|철 chol|호 ho|영 yong|남 nam|명 myong|훈 hun|광 kwang|수 su|룡 ryong|해 hae|혁 hyok|진 jin
학 hak|길 gil|봉 bong|식 sik|춘 chun|만 man|기 gi|석 sok|선 son|경 kyong|희 hui|순 sun|옥 ok|금 kum|복 bok|덕 tok|택 thaek|주 ju
국 guk|민 min|현 hyon|우 u|창 chang|대 tae|상 sang|원 won|근 gun|환 hwan|강 gang|평 pyong|률 ryul|범 bom"""
CHINESE_FAMILY = """王 Wang|李 Li|张 Zhang|刘 Liu|陈 Chen|杨 Yang|黄 Huang|赵 Zhao|吴 Wu|周 Zhou|徐 Xu|孙 Sun|马 Ma|朱 Zhu|胡 Hu|郭 Guo
何 He|林 Lin|罗 Luo|高 Gao|梁 Liang|宋 Song|郑 Zheng|谢 Xie|韩 Han|唐 Tang|冯 Feng|于 Yu|董 Dong|萧 Xiao|程 Cheng|曹 Cao
袁 Yuan|邓 Deng|许 Xu|傅 Fu|沈 Shen|彭 Peng|吕 Lü|苏 Su|卢 Lu|蒋 Jiang|蔡 Cai|贾 Jia|丁 Ding|魏 Wei|薛 Xue|叶 Ye|余 Yu"""
CHINESE_GIVEN = """伟 wei|芳 fang|娜 na|敏 min|静 jing|丽 li|强 qiang|磊 lei|军 jun|洋 yang|勇 yong|艳 yan|杰 jie|涛 tao|明 ming|超 chao
秀 xiu|霞 xia|平 ping|刚 gang|桂 gui|英 ying|华 hua|建 jian|国 guo|文 wen|志 zhi|海 hai|东 dong|晓 xiao|红 hong|春 chun
玉 yu|金 jin|龙 long|飞 fei|云 yun|成 cheng|永 yong|新 xin|立 li|德 de|振 zhen|庆 qing|林 lin|峰 feng|生 sheng|福 fu"""
LATIN_GIVEN = """James John Robert Michael William David Richard Joseph Thomas Charles Daniel Matthew Anthony Mark Steven Paul
Andrew Joshua Kenneth Kevin Brian George Edward Ronald Timothy Jason Jeffrey Ryan Jacob Gary Nicholas Eric Jonathan Mary
Patricia Jennifer Linda Elizabeth Barbara Susan Jessica Sarah Karen Lisa Nancy Betty Sandra Margaret Ashley Kimberly Jose
Juan Carlos Luis Miguel Pedro Antonio Manuel Francisco Jorge Ricardo Fernando Alberto Sergio Raul Hans Klaus Jürgen Dieter
Wolfgang Pierre Jean François Michel Philippe Alain Giovanni Giuseppe Marco Luca Paolo Anders Lars Erik Nguyen Tran Le
Emeka Chinedu Kwame Kofi Abebe Tesfaye Rajesh Suresh Anil Vijay Sanjay Ramesh Deepak Arjun Hiroshi Takashi Kenji Satoshi"""
LATIN_FAMILY = """Smith Johnson Williams Brown Jones Miller Davis Wilson Anderson Thomas Taylor Moore Jackson Martin Thompson
White Harris Clark Lewis Robinson Walker Young Allen King Wright Scott Hill Green Adams Nelson Baker Hall Campbell Mitchell
Carter Roberts Garcia Martinez Rodriguez Hernandez Lopez Gonzalez Perez Sanchez Ramirez Torres Flores Rivera Gomez Diaz
Morales Ortiz Gutierrez Chavez Ramos Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Dubois
Moreau Laurent Lefebvre Rousseau Rossi Russo Ferrari Esposito Bianchi Johansson Karlsson Nilsson Eriksson Hansen Larsen
Okafor Adeyemi Mensah Osei Bekele Haile Sharma Gupta Singh Patel Kumar Verma Reddy Iyer Sato Suzuki Takahashi Tanaka
Watanabe Yamamoto Nakamura Kobayashi Santos Silva Souza Pereira Costa Oliveira Novak Kowalski Horvat Nagy Popescu"""
FIRM_WORD = """Golden Silver Eastern Western Pacific Ocean Star Sun Moon Bright Grand Royal United Global National Central
First New Great Green Blue Red White Crystal Diamond Dragon Phoenix Eagle Falcon Lion Tiger Orient Asia Euro Atlas Delta
Omega Alpha Sigma Vega Orion Apex Summit Pioneer Victory Unity Harmony Fortune Prosper Everbright Seawind Riverside Harbour
Coral Amber Jade Pearl Maple Cedar Willow Granite Iron Steel Copper Amur Volga Neva Baikal Taiga Sahara Nile Tigris"""
FIRM_TRADE = """Trading Shipping Logistics Industries Holdings Investment Technology Electronics Petroleum Mining Machinery
Chemical Construction Engineering Marine Import-Export Textile Foods Pharmaceutical Energy Metals Minerals Aviation"""
FIRM_FORM = """Co., Ltd.|Ltd|Limited|LLC|Inc.|Corporation|Corp.|Company|JSC|OOO|GmbH|S.A.|Sarl|FZE|PTE LTD|Group"""
SHIP_WORD = """Ocean Sea Star Sun Moon Wave Wind Coral Pearl Dolphin Eagle Falcon Orion Vega Sirius Lucky Happy Brave Noble
Silver Golden Jade Ruby Amber Northern Southern Eastern Western Grand Royal Glory Hope Spirit Voyager Pioneer Explorer
Fortune Unity Victory Liberty Harmony Crystal Diamond Phoenix Dragon Panther Tiger Swan Heron Albatross Kestrel"""


def table(text):
    """Rows "native latin[,latin...]" separated by | or line ends."""
    rows = []
    for row in text.replace("\n", "|").split("|"):
        native, latin = row.strip().split(" ", 1)
        rows.append((native, latin.split(",")))
    return rows

# Korean syllables by several hands: DPRK 1992 as in KCNA English, McCune-Reischauer without marks, Revised
# Romanisation, and what people write of themselves. A name is spelled by one hand throughout.
KOREAN_HANDS = """일 il il il il|성 song song seong sung|정 jong chong jeong jung|은 un un eun eun|철 chol chol cheol chul
호 ho ho ho ho|영 yong yong yeong young|남 nam nam nam nam|명 myong myong myeong myung|훈 hun hun hun hoon
광 kwang kwang gwang kwang|수 su su su soo|해 hae hae hae hae|혁 hyok hyok hyeok hyuk|진 jin chin jin jin|학 hak hak hak hak
길 kil kil gil kil|봉 pong pong bong bong|식 sik sik sik sik|춘 chun chun chun choon|만 man man man man|기 ki ki gi ki
석 sok sok seok suk|선 son son seon sun|경 kyong kyong gyeong kyung|희 hui hui hui hee|순 sun sun sun soon|옥 ok ok ok ok
금 kum kum geum keum|복 pok pok bok bok|덕 tok tok deok duk|택 thaek taek taek taek|주 ju chu ju joo|국 kuk kuk guk kook
민 min min min min|현 hyon hyon hyeon hyun|우 u u u woo|창 chang chang chang chang|대 tae tae dae dae|상 sang sang sang sang
원 won won won won|환 hwan hwan hwan hwan|강 kang kang gang kang|평 phyong pyong pyeong pyung|범 pom pom beom bum"""
KOREAN_FAMILY_HANDS = """김 Kim Kim Gim Kim|리 Ri Yi I Lee|박 Pak Pak Bak Park|최 Choe Choe Choe Choi|정 Jong Chong Jeong Chung
강 Kang Kang Gang Kang|조 Jo Cho Jo Cho|윤 Yun Yun Yun Yoon|장 Jang Chang Jang Jang|림 Rim Im Im Lim|한 Han Han Han Han
오 O O O Oh|서 So So Seo Suh|신 Sin Sin Sin Shin|권 Kwon Kwon Gwon Kwon|황 Hwang Hwang Hwang Hwang|안 An An An Ahn
송 Song Song Song Song|전 Jon Chon Jeon Chun|홍 Hong Hong Hong Hong|류 Ryu Yu Yu Yoo|문 Mun Mun Mun Moon|백 Paek Paek Baek Baik
배 Pae Pae Bae Bae|허 Ho Ho Heo Huh|심 Sim Sim Sim Shim|로 Ro No No Roh|주 Ju Chu Ju Joo|현 Hyon Hyon Hyeon Hyun"""


def hands(text):
    """Syllable -> its spelling by each of four hands."""
    return {row.split()[0]: row.split()[1:] for row in text.replace("\n", "|").split("|")}

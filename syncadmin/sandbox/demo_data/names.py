"""The word lists made-up businesses are put together from, one `Language` for each language.

Lives here: words, places and the patterns that join them. Nothing is a list of existing companies; a name that also
exists somewhere is an accident. Telephone numbers begin with 00 after the country code, which no subscriber has.
Does not live here: how many rows there are and which words a row gets (`generate`).

A word of a language in another script is written `native|roman`; the roman part goes into mail and web addresses.
A place is `city|state|post code|country`.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

LATIN = str.maketrans({"ø": "o", "æ": "ae", "ß": "ss", "ł": "l", "Ø": "o", "Æ": "ae", "Ł": "l", "œ": "oe", "đ": "d"})


class Word(NamedTuple):
    """A word as it is written, and as it stands in a host name."""

    text: str
    slug: str


class Place(NamedTuple):
    """A town with the state, post code and country that belong to it."""

    city: str
    state: str
    postcode: str
    country: str


class Language(NamedTuple):
    """Everything needed to make up a business in one language."""

    pattern: str
    address: str
    mailbox: str
    firsts: tuple[Word, ...]
    trades: tuple[Word, ...]
    forms: tuple[str, ...]
    streets: tuple[str, ...]
    places: tuple[Place, ...]
    people: tuple[str, ...]
    long_tail: str


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.translate(LATIN)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _words(text: str) -> tuple[Word, ...]:
    pairs = (entry.partition("|") for entry in text.split())
    return tuple(Word(native, roman or _slug(native)) for native, _, roman in pairs)


def _places(text: str) -> tuple[Place, ...]:
    return tuple(Place(*line.strip().split("|")) for line in text.strip().splitlines())


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(","))


def _pairs(text: str) -> dict[str, str]:
    return dict(entry.split("=", 1) for entry in text.split())


NORWEGIAN = Language(
    pattern="{first} {trade}{tail} {form}",
    address="{street} {number}",
    mailbox="post",
    firsts=_words(
        "Fjellheim Nordavind Bjørkelund Havørn Lysvik Granli Steinsund Tindefoss "
        "Solbakken Elvestrand Furuset Vinterdal "
        "Skogheim Sæterhaug Østmark Åsgrend Kvitbjørn Morild Rognlia Vestavind Blåklokke Isfoss Tyttebær Myrull"
    ),
    trades=_words(
        "Handel Bygg Rør Elektro Regnskap Maskin Trevare Kontor Møbler Transport "
        "Sjømat Bakeri Data Helse Renhold Optikk"
    ),
    forms=("AS", "AS", "AS", "ANS", "DA", "ASA", "SA"),
    streets=_phrases(
        "Storgata, Kirkeveien, Skolegata, Havnegata, Bjørnstjerne Bjørnsons gate, Fjordveien, Møllesvingen"
    ),
    places=_places("""
        Oslo|Oslo|0150|NO
        Bergen|Vestland|5003|NO
        Trondheim|Trøndelag|7011|NO
        Stavanger|Rogaland|4006|NO
        Tromsø|Troms|9008|NO
        Ålesund|Møre og Romsdal|6002|NO
        Bodø|Nordland|8006|NO
        Drammen|Buskerud|3015|NO
        Hamar|Innlandet|2317|NO
        Kristiansand|Agder|4611|NO
    """),
    people=_phrases("Ingrid Solberg Moen, Åse Bråten, Øystein Kvåle, Håkon Lie-Strand, Marit Sæther, Lars Nygård"),
    long_tail="avdeling for innkjøp, lager, reklamasjon, utleie, ettermarked, opplæring og miljøvennlig gjenbruk",
)

ENGLISH = Language(
    pattern="{first} {trade}{tail} {form}",
    address="{number} {street}",
    mailbox="accounts",
    firsts=_words(
        "Amberley Brackenridge Copperfield Dunmoor Eastwick Fernhill Greywater "
        "Harrowgate Inglenook Juniper Kestrel "
        "Larkspur Mossbank Northgate Oakhurst Pemberlow Quillstone Ravensworth "
        "Silverbrook Thornbury Underhill Wexley"
    ),
    trades=_words(
        "Trading Logistics Bakery Optics Interiors Engineering Textiles Foods Plumbing Software Printing Gardens "
        "Instruments Ceramics Freight Stationery"
    ),
    forms=("Ltd", "Inc.", "LLC", "plc", "& Sons", "Group", "Co-operative"),
    streets=_phrases("High Street, Station Road, Mill Lane, Queen's Parade, Harbour Walk, Old Post Office Yard"),
    places=_places("""
        London|Greater London|EC1A 1BB|GB
        Leeds|West Yorkshire|LS1 4AP|GB
        St. John's|Newfoundland|A1C 5M2|CA
        Dublin|Leinster|D02 X285|IE
        Portland|OR|97201|US
        Austin|TX|78701|US
        King's Lynn|Norfolk|PE30 1AA|GB
        Wellington|Wellington|6011|NZ
    """),
    people=_phrases("Mary O'Hara, Siobhán Kelly, Jack Thorn-Baker, Amara Whitlock, Owen D'Arcy, Priya Marlowe"),
    long_tail=(
        "regional purchasing, warehousing, repair, rental and after-sales service for schools, ships and hotels"
    ),
)

SWEDISH = Language(
    pattern="{first} {trade}{tail} {form}",
    address="{street} {number}",
    mailbox="info",
    firsts=_words(
        "Norrsken Björkvik Älgmossen Örnsjö Lingonmark Tallberga Strömfors Ängsholm "
        "Vassruggen Midsommar Råstakärr Slåttäng "
        "Kungsfågel Åkerbär Gråsten Sjöglimt Höglund Lövskär"
    ),
    trades=_words(
        "Handel Verkstad Möbler Frukt Åkeri Bygg Redovisning Färg Konfektyr Snickeri Teknik Textil Glas Papper"
    ),
    forms=("AB", "AB", "HB", "KB", "Ek. för."),
    streets=_phrases("Storgatan, Drottninggatan, Kungsvägen, Skolgränd, Hamnplan, Västra Ågatan"),
    places=_places("""
        Stockholm|Stockholms län|111 20|SE
        Göteborg|Västra Götaland|411 03|SE
        Malmö|Skåne|211 19|SE
        Umeå|Västerbotten|903 26|SE
        Östersund|Jämtland|831 30|SE
        Växjö|Kronoberg|352 30|SE
    """),
    people=_phrases("Åsa Lindqvist, Göran Öberg, Märta Sjöholm, Nils Ängström, Linnéa Dahl"),
    long_tail=(
        "avdelningen för inköp, lager, reklamationer, uthyrning, eftermarknad, utbildning och återbruk i norra länen"
    ),
)

GERMAN = Language(
    pattern="{first} {trade}{tail} {form}",
    address="{street} {number}",
    mailbox="kontakt",
    firsts=_words(
        "Grünwald Eichenhof Silbersee Königsmoor Weißdorn Tannenbruch Löwenzahn "
        "Brückner Mühlental Überlinger Föhrenbach "
        "Schönau Birkengrund Äppelwoi Nebelhorn Straußberg Kirschgarten"
    ),
    trades=_words(
        "Großhandel Maschinenbau Spedition Werkzeug Bäckerei Möbelhaus "
        "Elektrotechnik Gärtnerei Druckerei Optik Getränke "
        "Verpackungen Software Metallbau"
    ),
    forms=("GmbH", "GmbH & Co. KG", "AG", "e. K.", "UG (haftungsbeschränkt)", "OHG"),
    streets=_phrases("Hauptstraße, Bahnhofstraße, Am Alten Markt, Gänseweg, Straße des Friedens, Mühlgasse"),
    places=_places("""
        München|Bayern|80331|DE
        Köln|Nordrhein-Westfalen|50667|DE
        Görlitz|Sachsen|02826|DE
        Wien|Wien|1010|AT
        Zürich|Zürich|8001|CH
        Lübeck|Schleswig-Holstein|23552|DE
    """),
    people=_phrases("Jürgen Weiß, Bärbel Groß, Ömer Yıldız, Änne von der Heide, Karl-Heinz Müller"),
    long_tail=(
        "Abteilung für Einkauf, Lagerhaltung, Reklamationen, Vermietung, Kundendienst, Ausbildung und Wiederverwertung"
    ),
)

FRENCH = Language(
    pattern="{trade} {first}{tail} {form}",
    address="{number} {street}",
    mailbox="contact",
    firsts=_words(
        "d'Aubépine Beauséjour Clairvallon Églantine Fontbrune Grandchêne Hirondelle l'Étoile Mirabelle Noisetier "
        "Œillet Pré-aux-Clercs Rivebleue Sablonnière Tournesol Vieux-Moulin"
    ),
    trades=_words(
        "Boulangerie Menuiserie Pêcherie Imprimerie Librairie Quincaillerie "
        "Transports Conseil Céramique Lumières Vergers"
    ),
    forms=("SARL", "SA", "SAS", "et Fils", "SNC"),
    streets=_phrases("rue de la Gare, avenue de l'Été, place du Marché, quai des Brumes, boulevard Saint-Éloi"),
    places=_places("""
        Paris|Île-de-France|75001|FR
        Nîmes|Occitanie|30000|FR
        Orléans|Centre-Val de Loire|45000|FR
        Liège|Liège|4000|BE
        Genève|Genève|1201|CH
        Montréal|QC|H2Y 1C6|CA
    """),
    people=_phrases("Hélène Lefèvre, François-Xavier Noël, Zoé d'Amboise, Gaël Côté, Inès Fournier"),
    long_tail=(
        "service des achats, de l'entreposage, des réclamations, de la location, de l'après-vente et de la formation"
    ),
)

SPANISH = Language(
    pattern="{trade} {first}{tail} {form}",
    address="{street}, {number}",
    mailbox="hola",
    firsts=_words(
        "Almendro Ceñal Guadaíra Jacarandá Limonar Montañés Ñandú Olivares "
        "Peñalara Robledal Señorío Zarzamora Albóndiga"
    ),
    trades=_words(
        "Comercial Talleres Aceites Electrónica Mudanzas Cerámicas Imprenta Viveros Conservas Óptica Cañerías"
    ),
    forms=("S.L.", "S.A.", "S. Coop.", "e Hijos"),
    streets=_phrases("Calle Mayor, Avenida de la Constitución, Plaza del Sol, Paseo Marítimo, Calle Peñón"),
    places=_places("""
        Madrid|Madrid|28001|ES
        A Coruña|Galicia|15001|ES
        Logroño|La Rioja|26001|ES
        Cádiz|Andalucía|11001|ES
        Bogotá|Cundinamarca|110111|CO
    """),
    people=_phrases("Begoña Núñez, José María Íñiguez, Lucía Peña y Ortega, Óscar Güell, Xoán Rodríguez"),
    long_tail=(
        "departamento de compras, almacén, reclamaciones, alquiler, posventa, formación y reutilización respetuosa"
    ),
)

POLISH = Language(
    pattern="{trade} {first}{tail} {form}",
    address="ul. {street} {number}",
    mailbox="biuro",
    firsts=_words("Żółw Świerk Łabędź Źródło Dąbrowa Jaśmin Księżyc Wrzos Ćma Bursztyn Jutrzenka Gęś Słonecznik Mgła"),
    trades=_words(
        "Hurtownia Piekarnia Drukarnia Meble Stolarnia Księgarnia Ogrodnictwo Przewozy Szkło Elektryka Żywność"
    ),
    forms=("sp. z o.o.", "S.A.", "sp. j.", "s.c."),
    streets=_phrases("Długa, Świętego Jana, Kościelna, Żeglarska, Łąkowa, Rynek Główny"),
    places=_places("""
        Warszawa|mazowieckie|00-001|PL
        Łódź|łódzkie|90-001|PL
        Gdańsk|pomorskie|80-001|PL
        Wrocław|dolnośląskie|50-001|PL
        Rzeszów|podkarpackie|35-001|PL
    """),
    people=_phrases("Małgorzata Wójcik, Łukasz Żak, Agnieszka Dąbrowska-Ćwik, Święcisław Gąsior, Józef Łoś"),
    long_tail=("dział zakupów, magazyn, reklamacje, wypożyczalnia, obsługa posprzedażowa, szkolenia i ponowne użycie"),
)

GREEK = Language(
    pattern="{first} {trade}{tail} {form}",
    address="{street} {number}",
    mailbox="info",
    firsts=_words(
        "Αιγαίο|aigaio Ελιά|elia Γαλήνη|galini Όλυμπος|olympos Θάλασσα|thalassa "
        "Κύκνος|kyknos Μέλισσα|melissa Ωκεανός|okeanos"
    ),
    trades=_words(
        "Εμπορική|emporiki Ναυτιλιακή|naftiliaki Τρόφιμα|trofima Έπιπλα|epipla Εκδόσεις|ekdoseis Μεταφορές|metafores"
    ),
    forms=("Α.Ε.", "Ε.Π.Ε.", "Ο.Ε.", "Ι.Κ.Ε."),
    streets=_phrases("Οδός Ερμού, Λεωφόρος Νίκης, Πλατεία Ελιάς, Οδός Αθηνάς"),
    places=_places("""
        Αθήνα|Αττική|105 57|GR
        Θεσσαλονίκη|Κεντρική Μακεδονία|546 24|GR
        Ηράκλειο|Κρήτη|712 02|GR
    """),
    people=_phrases("Ελένη Παπαδάκη, Γιώργος Σταύρου, Ίρις Μελά"),
    long_tail=("τμήμα προμηθειών, αποθήκης, επιστροφών, ενοικιάσεων, εξυπηρέτησης πελατών και εκπαίδευσης προσωπικού"),
)

JAPANESE = Language(
    pattern="{form}{first}{trade}{tail}",
    address="{street}{number}-2",
    mailbox="info",
    firsts=_words(
        "青空|aozora 桜井川|sakuraigawa 白鷺|shirasagi 月見|tsukimi 北風|kitakaze "
        "松の葉|matsunoha 朝霧|asagiri 虹橋|nijihashi"
    ),
    trades=_words("商事|shoji 製作所|seisakusho 物産|bussan 運輸|unyu 食品|shokuhin 印刷|insatsu 電機|denki"),
    forms=("株式会社", "有限会社", "合同会社"),
    streets=_phrases("中央町, 本町, 港南, 緑ヶ丘"),
    places=_places("""
        東京|東京都|100-0001|JP
        大阪|大阪府|530-0001|JP
        札幌|北海道|060-0001|JP
    """),
    people=_phrases("佐々木 花子, 髙橋 健太, 渡邉 美咲"),
    long_tail="購買・倉庫・修理・貸出・保守・研修および環境にやさしい再利用のための北日本地域統括事業本部",
)

ARABIC = Language(
    pattern="{form} {first} {trade}{tail}",
    address="{street} {number}",
    mailbox="info",
    firsts=_words(
        "النخيل|alnakheel القمر|alqamar الواحة|alwaha الياسمين|alyasmin المرجان|almurjan الفجر|alfajr الصقر|alsaqr"
    ),
    trades=_words("للتجارة|tijara للنقل|naql للأغذية|aghdhiya للطباعة|tibaa للأثاث|athath للبصريات|basariyat"),
    forms=("شركة", "مؤسسة", "مجموعة"),
    streets=_phrases("شارع النيل, شارع الملك, طريق البحر, شارع المتنبي"),
    places=_places("""
        القاهرة|القاهرة|11511|EG
        دبي|دبي|00000|AE
        عمّان|عمّان|11110|JO
    """),
    people=_phrases("ليلى حدّاد, يوسف منصور, نور الهدى سالم"),
    long_tail="قسم المشتريات والمستودعات والمطالبات والتأجير وخدمة ما بعد البيع والتدريب وإعادة الاستخدام",
)

CHINESE = Language(
    pattern="{first}{trade}{tail}{form}",
    address="{street}{number}号",
    mailbox="info",
    firsts=_words(
        "云杉|yunshan 晨光谷|chenguanggu 白鹭|bailu 青石|qingshi 海棠湾|haitangwan 北斗星|beidouxing 竹林|zhulin"
    ),
    trades=_words("贸易|maoyi 物流|wuliu 食品|shipin 机械|jixie 印刷|yinshua 家具|jiaju"),
    forms=("有限公司", "股份有限公司", "集团"),
    streets=_phrases("人民路, 解放大道, 花园街, 滨江路"),
    places=_places("""
        上海|上海市|200001|CN
        成都|四川省|610000|CN
        台北|台北市|100|TW
    """),
    people=_phrases("李小梅, 王志强, 陳怡君"),
    long_tail="采购、仓储、维修、租赁、售后服务、培训与环保再利用华东地区综合管理与协调办公室",
)

LANGUAGES = (
    NORWEGIAN, ENGLISH, SWEDISH, GERMAN, FRENCH, SPANISH, POLISH, GREEK, JAPANESE, ARABIC, CHINESE,
)  # fmt: skip

# Which language business number n is in: an odd length, so that it does not march in step with "every second one".
CYCLE = (0, 1, 2, 0, 3, 1, 0, 4, 7, 0, 2, 8, 1, 0, 5, 6, 2, 0, 9, 1, 3, 4, 10)

# Some names wear one of these (`businesses` says which): what breaks careless searching, escaping and comparing.
ODDITIES: dict[int, str] = {
    2: "{0} & Sønner",
    5: "O'Neill's {0}",
    9: "{0} 🚀",
    12: "100% {0}",
    15: "{0}_test_[old]",
    18: "{0} ",
    22: 'The "Best" {0}',
    26: "<b>{0}</b>",
    30: "{0} 👩🏽‍💻 Studio",
    65: "=1+1 {0}",
    77: "{0}; DROP, 'x'",
    88: "Cafe\u0301 {0}",
    97: "{0} / Ærø — №7",
    110: "  {0}",
}

COUNTRY_CODES = _pairs(
    "NO=47 GB=44 CA=1 IE=353 US=1 NZ=64 SE=46 DE=49 AT=43 CH=41 FR=33 BE=32 ES=34 CO=57 PL=48 GR=30 JP=81 EG=20 "
    "AE=971 JO=962 CN=86 TW=886"
)

COUNTRY_NAMES = _pairs("NO=Norge SE=Sverige DE=Deutschland GB=Britain FR=France JP=日本")

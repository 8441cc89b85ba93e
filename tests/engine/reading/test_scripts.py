"""Older encodings are told by the words that they make."""

import pytest

from engine.reading.read import read_cells

ROWS = {
    "cp932": ["顧客ID,氏名,購入金額", "1,田中 太郎,100", "2,佐藤 アキコ,200", "3,鈴木 花子,300"],
    "gb18030": ["客户编号,姓名,城市", "1,王小明,北京", "2,李小龙,上海", "3,张伟,广州"],
    "big5": ["客戶編號,姓名,城市", "1,王小明,臺北", "2,陳大文,高雄", "3,林美,臺南"],
    "cp949": ["고객번호,이름,도시", "1,김철수,서울", "2,이영희,부산", "3,박민수,대구"],
    "cp1251": ["Клиент,Имя,Город", "1,Иван,Москва", "2,Ольга,Казань", "3,Пётр,Самара"],
    "cp1253": ["Πελάτης,Όνομα,Πόλη", "1,Γιώργος,Αθήνα", "2,Ελένη,Πάτρα", "3,Νίκος,Βόλος"],
    "cp1250": ["Klient,Imię,Miasto", "1,Łukasz,Łódź", "2,Paweł,Kraków", "3,Małgorzata,Gdańsk"],
    "cp1254": ["Müşteri,İsim,Şehir", "1,Ayşe,İstanbul", "2,Çağla,Muğla", "3,Yıldız,Eskişehir"],
    "cp866": ["Клиент,Имя,Город", "1,Иван,Москва", "2,Ольга,Казань", "3,Пётр,Самара"],
    "iso8859-5": ["Клиент,Имя,Город", "1,Иван,Москва", "2,Ольга,Казань", "3,Пётр,Самара"],
    "mac_cyrillic": ["Клиент,Имя,Город", "1,Иван,Москва", "2,Ольга,Казань", "3,Пётр,Самара"],
    "cp1256": ["العميل,الاسم,المدينة", "1,محمد,القاهرة", "2,فاطمة,دبي", "3,علي,بغداد"],
    "iso8859-6": ["العميل,الاسم,المدينة", "1,محمد,القاهرة", "2,فاطمة,دبي", "3,علي,بغداد"],
    "cp852": ["Klient,Imię,Miasto", "1,Łukasz,Łódź", "2,Paweł,Kraków", "3,Małgorzata,Gdańsk"],
    "cp850": ["Kunde,Straße,Ort", "1,Müllerweg,Köln", "2,Allee,Düsseldorf", "3,Gäßchen,Nürnberg"],
}


@pytest.mark.parametrize("encoding", ROWS)
def test_words_come_back(encoding: str) -> None:
    lines = ROWS[encoding] * 5
    cells = read_cells("\n".join([*ROWS[encoding], *lines[1:]]).encode(encoding))
    assert cells.dialect.encoding == encoding
    assert [",".join(row) for row in [list(cells.frame.columns), *cells.frame.values.tolist()]][:4] == ROWS[encoding]


@pytest.mark.parametrize(
    ("encoding", "header", "answers"),
    [
        ("gb18030", "编号,性别", "男女"),
        ("gb18030", "id,gender", "男女"),
        ("cp949", "고객,성별", "남여"),
        ("cp932", "顧客,性別です", "男女"),
        ("cp1251", "Клиент,пол", "МЖ"),
    ],
)
def test_answers_of_one_sign_are_words_too(encoding: str, header: str, answers: str) -> None:
    rows = [f"{number},{answers[number % 2]}" for number in range(100)]
    cells = read_cells("\n".join([header, *rows]).encode(encoding))
    assert cells.dialect.encoding == encoding
    assert [",".join(row) for row in [list(cells.frame.columns), *cells.frame.values.tolist()]] == [header, *rows]


@pytest.mark.parametrize("encoding", ["cp1250", "iso8859-2", "cp852"])
def test_a_foreign_name_does_not_cost_the_language(encoding: str) -> None:
    rows = [*(row.split(",") for row in ROWS["cp1250"][1:] * 5), ["9", "Zoë", "Łódź"]]
    cells = read_cells("\n".join(["Klient,Imię,Miasto", *map(",".join, rows)]).encode(encoding))
    assert cells.frame.values.tolist() == rows


def test_the_euro_of_latin_9_is_no_sign_of_any_currency() -> None:
    cells = read_cells("Artikel;Preis;Größe\nA-1;5,20 €;groß\nA-2;6,50 €;klein\n".encode("iso8859-15"))
    assert cells.frame["Preis"].tolist() == ["5,20 €", "6,50 €"]
    assert cells.dialect.encoding == "iso8859-15"


@pytest.mark.parametrize(
    "text",
    [
        "name;ort\nMüller;Köln\n",
        "a;b\n5 €;x\n",
        "n;t\n1;25 °C\n2;30 m²\n3;½\n",
        "x,y\nSão Paulo,coração\nÁÉÍ,ÇÃO\n",
        "a,b\n1,it’s – “fine”…\n",
        "x,y\nprix au m²,10 µg\nco2 t³,5 kg³\n",
        "name,land\nZoë,NL\nPeñón,ES\nBjørn,DK\nGrüße,DE\nÇãó,PT\n",
    ],
)
def test_western_text_stays_windows_1252(text: str) -> None:
    cells = read_cells(text.encode("cp1252"))
    assert cells.dialect.encoding in ("cp1252", "latin-1")
    assert cells.frame.iloc[0, 0] == text.splitlines()[1].replace(";", ",").split(",")[0]

"""Hostile pages: an answer in bounded time and memory or a clear error, and never a wrong character."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import Cleaner, Context
from cleaner.errors import RecordError
from cleaner.extract.html import extract_html
from cleaner.extract.tree import parse, walk
from cleaner.read.decode import decode_html
from tests.command import OWN_RULES_ONLY, RULES, environment, run
from tests.conftest import ROOT
from tests.test_html import PARAGRAPHS, TEXT, page

ARTICLE = f"<h1>The wall</h1>{PARAGRAPHS}"
BROKEN = [
    "<", ">", "</", "<!--", "<![CDATA[", "<p", "<a href='", '"', "&", "x", "<table>", "<svg>", "<script>", "\ud800", "\x00", "ö", "]]>", "<?",
]  # fmt: skip
SECONDS = 30
"""Far more than any of these takes: only what hangs takes longer."""
ANSWERED: dict[str, Callable[[], str]] = {
    "boxes within boxes": lambda: f"<body>{ARTICLE}{'<div>' * 300_000}",
    "spans within spans": lambda: f"<body>{ARTICLE}{'<span>' * 300_000}",
    "lists within lists": lambda: f"<body>{ARTICLE}{'<ul><li>' * 100_000}",
    "misnested": lambda: f"<body>{ARTICLE}{'<b><i><p>' * 30_000}",
    "end tags": lambda: f"<body>{ARTICLE}{'</p>' * 300_000}",
    "empty boxes": lambda: f"<body>{ARTICLE}{'<div></div>' * 100_000}",
    "breaks": lambda: f"<body>{ARTICLE}{'<br>' * 400_000}",
    "links": lambda: f"<body>{ARTICLE}" + "".join(f'<a href="/{n}">A link {n}</a> ' for n in range(20_000)),
    "metas": lambda: "".join(f'<meta name="m{n}" content="v">' for n in range(50_000)) + f"<body>{ARTICLE}",
    "attributes": lambda: f"<body><div {' '.join(f'a{n}=1' for n in range(15_000))}>{ARTICLE}</div>",
    "long attribute": lambda: f"<body><div data-x='{'x' * 9_000_000}'>{ARTICLE}</div>",
    "names": lambda: f'<body><div class="{" ".join(f"c{n}" for n in range(100_000))}">{ARTICLE}</div>',
    "colspan": lambda: (
        f"<body>{ARTICLE}<table>{'<tr><td colspan=9007199254740992 rowspan=65534>x</td></tr>' * 2000}</table>"
    ),
    "30 MB of script": lambda: (
        f"<body>{ARTICLE}<script>{'x<y;abcdefghij;' * 100_000}{'abcdefgh;' * 3_200_000}</script>"
    ),
    "json-ld": lambda: '<script type="application/ld+json">{"@type":"NewsArticle"}</script>' * 50_000 + ARTICLE,
    "nested json-ld": lambda: f'<script type="application/ld+json">{"[" * 500_000}</script>{ARTICLE}',
    "commas of json-ld": lambda: f'<script type="application/ld+json">[{", " * 500_000}</script>{ARTICLE}',
    "separators": lambda: f"<title>{'a | ' * 20_000}b</title><meta property=og:site_name content=b>{ARTICLE}",
    "authors": lambda: f'<meta name=author content="{"A, " * 200_000}">{ARTICLE}',
    "entities": lambda: f"<body>{ARTICLE}<p>{'&amp;' * 500_000}</p>",
    "open comment": lambda: f"<body>{ARTICLE}<!--{'x-' * 1_000_000}",
    "open script": lambda: f"<body>{ARTICLE}<script>{'x-' * 1_000_000}",
    "open style": lambda: f"<body>{ARTICLE}<style>{'x-' * 1_000_000}",
    "NUL and controls": lambda: f"<body>\x00<h1>The wall</h1>\x01\x1b\x7f{PARAGRAPHS}",
    "CDATA": lambda: f"<body>{ARTICLE}<![CDATA[ x ]]>",
    "conditional comment": lambda: f"<body><!--[if lt IE 9]><p>Old</p><![endif]-->{ARTICLE}",
    "instructions": lambda: f"<body><?php echo 1 ?>{ARTICLE}",
    "drawings": lambda: (
        f"<body><svg xmlns='http://www.w3.org/2000/svg'><text>x</text></svg><math><mi>x</mi></math>{ARTICLE}"
    ),
    "other charset inside": lambda: f"<meta charset=latin-1><body>{ARTICLE}",
}
REFUSED: dict[str, tuple[Callable[[], str], str]] = {
    "30 MB of paragraphs": (lambda: f"<body>{ARTICLE}" + PARAGRAPHS * 56_000, "lines"),
    "tags": (lambda: f"<body>{ARTICLE}" + "<br>" * 600_000, "tags"),
    "attributes": (
        lambda: f"<body><div {' '.join(f'a{n}=1' for n in range(100_000))}>{ARTICLE}</div>",
        "100,001 attributes",
    ),
    "one long line": (lambda: f"<body>{ARTICLE}<p>{'x' * 20_000_000}</p>", "characters"),
    "too long": (lambda: f"<body>{ARTICLE}" + " " * 50_000_000, "characters"),
    "links alone": (lambda: "<body>" + '<p><a href="/a">A link</a></p>' * 20_000, "no article"),
    "nothing": (lambda: "<body></body>", "no article"),
    "frames": (lambda: "<frameset><frame src=a></frameset>", "no article"),
    "script alone": (lambda: f"<body><script>{'x();' * 1_000_000}</script></body>", "no article"),
}


@pytest.mark.parametrize("name", ANSWERED)
def test_the_article_is_found(name: str, cleaner: Cleaner) -> None:
    began = time.monotonic()
    assert TEXT[0] in cleaner.clean_html(ANSWERED[name]()).text
    assert time.monotonic() - began < SECONDS


@pytest.mark.parametrize("name", REFUSED)
def test_a_clear_error(name: str, cleaner: Cleaner) -> None:
    make, reason = REFUSED[name]
    began = time.monotonic()
    with pytest.raises(RecordError, match=reason):
        cleaner.clean_html(make())
    assert time.monotonic() - began < SECONDS


def test_the_article_below_half_a_million_open_boxes(cleaner: Cleaner) -> None:
    """The parser gives up on what is nested deeper than a few hundred boxes: an error, and no crash."""
    with pytest.raises(RecordError):
        cleaner.clean_html(f"<body>{'<div>' * 400_000}{ARTICLE}")


def test_weak_pages_are_bounded_too(cleaner: Cleaner) -> None:
    """Another extractor is asked about those, up to a size."""
    links = "".join(f'<div><div><a href="/{n}">{TEXT[0]}</a></div></div>' for n in range(6_000))
    began = time.monotonic()
    assert TEXT[1] in extract_html(f"<body>{links}<p>{TEXT[1]}</p>", Context()).text
    assert time.monotonic() - began < SECONDS


def test_memory_is_bounded(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(ANSWERED["30 MB of script"](), encoding="utf-8")
    code = (
        "import resource, sys; from pathlib import Path; resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))\n"
        "from cleaner.extract.html import extract_html; from cleaner import Context\n"
        "print(len(extract_html(Path(sys.argv[1]).read_text('utf-8'), Context()).text))\n"
        # Linux counts what the test process held when it began this one in its `ru_maxrss`, but not in VmHWM.
        "status = Path('/proc/self/status'); told = status.read_text().split('VmHWM:')[1].split()[0] if status.exists() else ''\n"
        "print(told or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1 if sys.platform != 'darwin' else 1024))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "page.html")],
        capture_output=True, check=True, cwd=ROOT, env=environment(), timeout=60,
    )  # fmt: skip
    length, kilobytes = map(int, done.stdout.split())
    assert length == len("\n".join(TEXT))
    assert kilobytes < 600_000


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 700), st.booleans())
def test_noise_in_a_page_is_no_fault(noise: bytes, at: int, cut: bool) -> None:
    """Whatever the bytes, there is an article or a clear error."""
    data = page(f"<body>{ARTICLE}</body>").encode()
    try:
        decoded = decode_html(data[:at] + noise + (b"" if cut else data[at:]))
        extract = extract_html(decoded.text, Context())
    except RecordError:
        return
    extract.text.encode("utf-8")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(BROKEN), max_size=40))
def test_broken_markup_is_no_fault(parts: list[str]) -> None:
    with contextlib.suppress(RecordError):
        extract_html("".join(parts) + ARTICLE, Context()).text.encode("utf-8")


def test_halves_of_a_character_are_joined_and_lone_ones_marked(cleaner: Cleaner) -> None:
    cleaned = cleaner.clean_html(page(f"<body>{ARTICLE}<p>{TEXT[0]} Schön \ud83d\ude00, \ud800 and on.</p></body>"))
    assert cleaned.text.endswith("Schön 😀, \ufffd and on.")


def test_lines_are_read_without_recursion() -> None:
    walked = walk(parse(page(f"<body>{PARAGRAPHS}{'<div>' * 5000}x</body>")))
    assert [line.text for line in walked.lines][:4] == TEXT


# Encodings

SENTENCES = {
    "ja": (
        "市議会は月曜日に、嵐でひび割れた古い港の壁を再建することを決めた。工事は五月に始まり、六か月続くと技師が語った。",
        "shift_jis", "euc_jp", "iso-2022-jp",
    ),
    "zh": (
        "市议会星期一投票决定重建被风暴破坏的旧港口墙。工程将于五月开始，持续六个月，负责的工程师对记者说，这条街道将会关闭。",
        "gb2312", "gb18030",
    ),
    "zh-TW": (
        "市議會星期一投票決定重建被風暴破壞的舊港口牆。工程將於五月開始，持續六個月，負責的工程師對記者說，這條街道將會關閉。",
        "big5",
    ),
    "ko": (
        "시의회는 월요일 폭풍으로 금이 간 오래된 항구의 벽을 다시 짓기로 했다. 공사는 오월에 시작되어 여섯 달 동안 계속된다고 말했다.",
        "euc-kr",
    ),
    "ru": (
        "Совет проголосовал в понедельник за восстановление старой портовой стены, которую штормы разрушили.",
        "windows-1251", "koi8-r", "iso-8859-5",
    ),
    "uk": (
        "Рада проголосувала в понеділок за відбудову старої портової стіни, яку шторми зруйнували.",
        "windows-1251", "koi8-u",
    ),
    "pl": (
        "Rada zagłosowała za odbudową muru, który sztormy zniszczyły. Prace będą trwać sześć miesięcy, źródło.",
        "iso-8859-2", "windows-1250",
    ),
    "cs": (
        "Rada v pondělí hlasovala o obnově staré přístavní zdi, kterou bouře poničily. Práce potrvají šest měsíců.",
        "iso-8859-2", "windows-1250",
    ),
    "tr": (
        "Meclis pazartesi günü fırtınaların çatlattığı eski liman duvarının yeniden yapılmasını oyladı.",
        "windows-1254", "iso-8859-9",
    ),
    "th": (
        "สภาลงมติเมื่อวันจันทร์ให้สร้างกำแพงท่าเรือเก่าขึ้นใหม่ ซึ่งพายุทำให้แตกร้าวตลอดแนว งานจะเริ่มในเดือนพฤษภาคม",
        "tis-620",
    ),
    "he": (
        "המועצה הצביעה ביום שני לבנות מחדש את חומת הנמל הישנה שהסערות סדקו לכל אורכה. העבודה תתחיל במאי.",
        "windows-1255", "iso-8859-8-i",
    ),
    "el": (
        "Το συμβούλιο ψήφισε τη Δευτέρα να ξαναχτίσει το παλιό τείχος του λιμανιού που οι καταιγίδες είχαν ραγίσει.",
        "windows-1253", "iso-8859-7",
    ),
    "ar": (
        "صوت المجلس يوم الاثنين على إعادة بناء جدار الميناء القديم الذي تصدع بسبب العواصف. وسيبدأ العمل في مايو.",
        "windows-1256",
    ),
    "lt": (
        "Taryba pirmadienį balsavo už senosios uosto sienos atstatymą, kurią suskaldė audros. Darbai prasidės gegužę.",
        "windows-1257",
    ),
    "de": (
        "Der Rat stimmte für den Neubau der Hafenmauer, die Stürme rissig gemacht hatten. „Größe“, schön – für 5 €.",
        "windows-1252",
    ),
    "fr": (
        "Le conseil a voté lundi la reconstruction de l’ancien mur du port, fissuré par les tempêtes. «LIBERTÉ»",
        "windows-1252",
    ),
}  # fmt: skip
ENCODED = [(lang, name) for lang, (_, *names) in SENTENCES.items() for name in names]
PYTHON = {"iso-8859-8-i": "iso-8859-8"}


@pytest.mark.parametrize(("lang", "name"), ENCODED)
@pytest.mark.parametrize("says", ["name", "nothing", "utf-8", "x-unknown"])
def test_a_page_in_any_encoding(lang: str, name: str, says: str) -> None:
    """Declared rightly, wrongly, or not at all."""
    label = {"name": name, "nothing": ""}.get(says, says)
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={label}">' if label else ""
    text = page(f"<body><p>{SENTENCES[lang][0]}</p></body>", head).replace("lang=en", f"lang={lang}")
    decoded = decode_html(text.encode(PYTHON.get(name, name)))
    assert decoded.text == text
    assert bool(decoded.flags) == (says != "name" and name != "iso-2022-jp")


@pytest.mark.parametrize("label", ["iso-8859-1", "latin1", "us-ascii", "ISO_8859-1", "windows-1252", "x-cp1252"])
def test_latin_1_is_windows_1252(label: str) -> None:
    text = page("<body><p>„schön“ – 5 €</p></body>", f"<meta charset='{label}'>")
    assert decode_html(text.encode("windows-1252")).text == text
    assert decode_html(text.encode("utf-8")).text == text


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-32"])
def test_wide_pages_with_and_without_a_mark(encoding: str) -> None:
    text = page(f"<body><p>{SENTENCES['de'][0]}</p></body>")
    assert decode_html(text.encode(encoding)).text == text


def test_mixed_encodings_keep_both() -> None:
    data = page(f"<body><p>{SENTENCES['de'][0]}</p></body>").encode() + "<p>Größe – fünf €</p>".encode("windows-1252")
    decoded = decode_html(data)
    assert SENTENCES["de"][0] in decoded.text
    assert decoded.text.endswith("<p>Größe – fünf €</p>")
    assert decoded.flags == ("decoded as utf-8 with bytes of windows-1252 in it",)


def test_a_torn_character_costs_no_page() -> None:
    head = page(f"<body><p>{SENTENCES['ja'][0] * 9}", "<meta charset=shift_jis>")
    decoded = decode_html(head.encode("shift_jis") + b"\x82")
    assert SENTENCES["ja"][0] in decoded.text
    assert decoded.flags
    cut = decode_html("schön schön ö".encode()[:-1])
    assert (cut.text, cut.flags) == ("schön schön ", ("cut off inside a character",))


def test_a_declaration_in_a_comment_or_of_no_encoding_counts_for_nothing() -> None:
    for head in (
        "<!-- <meta charset=koi8-r> -->",
        "<meta charset=unicode_escape>",
        "<meta charset=utf-7>",
        "<meta name=a content='charset=koi8-r'>",
    ):
        text = page("<body><p>schön \\u0041 +AGE-</p></body>", head)
        assert decode_html(text.encode("windows-1252")).text == text


@pytest.mark.parametrize("name", ["shift_jis", "windows-1251", "utf-16", "mixed"])
def test_the_command_keeps_every_character_and_restores(name: str, tmp_path: Path) -> None:
    lang = {"shift_jis": "ja", "windows-1251": "ru"}.get(name, "de")
    wanted = SENTENCES[lang][0] + " " + SENTENCES[lang][0]
    body = "".join(f"<p>{n} {wanted}</p>" for n in range(4))
    text = f"<!DOCTYPE html><html lang={lang}><meta charset={name}><title>T</title><body><h1>T</h1>{body}"
    data = text.encode() + "<p>ö</p>".encode("windows-1252") if name == "mixed" else text.encode(name)
    (tmp_path / "page.html").write_bytes(data)
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")
    rules = (*OWN_RULES_ONLY, tmp_path / "rules.yaml")
    done = run(tmp_path / "page.html", *rules)
    assert [line[2:] for line in done.text.split("\n")[:4]] == [wanted] * 4
    if name == "mixed":
        assert done.text.split("\n")[4] == "ö"
    (tmp_path / "out.jsonl").write_bytes(run(tmp_path / "page.html", *rules, "--format", "jsonl").out)
    assert run("restore", tmp_path / "out.jsonl").text == done.text.rstrip("\n")
    assert run("-", *rules, stdin=data).text == done.text


def test_one_stray_byte_in_a_record_spoils_no_other_character(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")
    line = json.dumps({"id": "1", "text": "Größe ö ü, M"}, ensure_ascii=False).encode().replace(b"M", b"\xfc")
    (record,) = run("-", "--from", "jsonl", *OWN_RULES_ONLY, tmp_path / "rules.yaml", stdin=line).records
    assert record["text"] == "Größe ö ü, ü"

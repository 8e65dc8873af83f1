"""dict -> Record and back: which field of a record is its text, its address, its language; whatever produced it.

The table is the only place that knows other tools' field names. A record goes out as it came in, its text
replaced, `metadata` added to; nothing else is touched.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import regex

from cleaner.dotted import get_field, put_field
from cleaner.metadata import is_missing, merge
from cleaner.values import Cleaned, Context, Record

TEXT = ("text", "plaintext", "maintext", "articleBody", "content", "raw_text", "body")
HTML = ("html", "raw_html", "page_html", "html_content")
ID = ("id", "identifier", "WARC-Record-ID", "filename", "metadata.id", "@id")
URL = (
    "url", "metadata.url", "source_url", "html.requested_url", "WARC-Target-URI", "warc_headers.warc-target-uri",
    "warc_headers.WARC-Target-URI", "canonical_link", "link", "u", "source", "mainEntityOfPage", "@id",
)  # fmt: skip
LANG = (
    "language", "lang", "metadata.language", "metadata.lang", "meta_lang", "inLanguage", "metadata.identification.label",
    "publisher.language",
)  # fmt: skip
TITLE = ("title", "headline", "metadata.title", "metadata.headline")
KNOWN_ELSEWHERE = {
    "title": TITLE, "description": ("description", "excerpt", "metadata.description"),
    "authors": ("authors", "author", "metadata.authors", "metadata.author"),
    "published": (
        "published", "date", "publish_date", "date_publish", "publishing_date", "datePublished", "created", "metadata.date",
    ),
    "modified": ("modified", "dateModified", "date_modify"), "tags": ("tags", "keywords", "topics", "metadata.tags"),
    "images": ("images", "metadata.images"),
}  # fmt: skip
"""Metadata that a record may give under another name; it then wins over what rules found."""

_URL = regex.compile(r"https?://\S+\Z")
_TAG = regex.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?(?:[-_.@].*)?\Z")
_ISO_639_3 = {
    "fra": "fr", "fre": "fr", "eng": "en", "deu": "de", "ger": "de", "spa": "es", "por": "pt", "ita": "it", "nld": "nl",
    "dut": "nl", "pol": "pl", "ces": "cs", "cze": "cs", "swe": "sv", "nor": "no", "nob": "nb", "nno": "nn", "dan": "da",
    "fin": "fi", "ron": "ro", "rum": "ro", "hun": "hu", "ell": "el", "gre": "el", "rus": "ru", "ukr": "uk", "tur": "tr",
    "ara": "ar", "fas": "fa", "per": "fa", "heb": "he", "hin": "hi", "ind": "id", "vie": "vi", "zho": "zh", "chi": "zh",
    "cmn": "zh", "jpn": "ja", "kor": "ko",
}  # fmt: skip
_NAMES = {
    "english": "en", "french": "fr", "german": "de", "spanish": "es", "portuguese": "pt", "italian": "it", "dutch": "nl",
    "polish": "pl", "czech": "cs", "swedish": "sv", "norwegian": "no", "danish": "da", "finnish": "fi", "romanian": "ro",
    "hungarian": "hu", "greek": "el", "russian": "ru", "ukrainian": "uk", "turkish": "tr", "arabic": "ar", "persian": "fa",
    "hebrew": "he", "hindi": "hi", "indonesian": "id", "vietnamese": "vi", "chinese": "zh", "japanese": "ja", "korean": "ko",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fields:
    """What the caller knows better than detection. Names may be dotted (`metadata.url`)."""

    text: str | None = None
    context: Context = field(default_factory=Context)


def read_record(fields: Mapping[str, Any], known: Fields) -> Record:
    """The record of an object, its fields found by name.

    Args:
        fields: the object as it came.
        known: a text field, or a language, address or title, that the caller names; these win.
    """
    text_field, text = _text_of(fields, known.text)
    _, html = ("", None) if text is not None else _first_text(fields, HTML)
    context = Context(
        url=known.context.url or _url(fields),
        lang=known.context.lang or _language(fields),
        title=known.context.title or _first_text(fields, TITLE)[1],
        meta=fields,
    )
    content = text if text is not None else html
    ident = _first_text(fields, ID)[1] or stable_id(context.url, content)
    flags = () if content is not None else (_missing(fields, known.text),)
    target = text_field if text is not None or html is None else "text"
    return Record(ident, text, html, context, fields, target or "text", flags=flags)


def write_record(record: Record, cleaned: Cleaned | None) -> dict[str, Any]:
    """The object to write: what came in, its text field replaced by the clean text, metadata added to.

    Without a result (a record that has no text) the object passes through with a note in its metadata.
    """
    fields = dict(record.fields or {})
    if record.fields is None or _first_text(fields, ID)[1] is None:
        fields = {"id": record.id, **{k: v for k, v in fields.items() if k != "id"}}
    if cleaned is None:
        facts: dict[str, Any] = {"cleaning": {"flags": list(record.flags)}}
    else:
        put_field(fields, record.text_field, cleaned.text)
        facts = dict(cleaned.metadata)
        facts["cleaning"] = _about(record, cleaned)
    name = (
        "metadata"
        if isinstance(fields.get("metadata", {}), Mapping) or fields["metadata"] is None
        else "cleaning_metadata"
    )
    incoming = fields.get(name)
    old = incoming.get("cleaning") if isinstance(incoming, Mapping) else None
    known = [
        f
        for f, names in KNOWN_ELSEWHERE.items()
        if any(not is_missing(get_field(record.fields or {}, n)) for n in names)
    ]
    merged = merge({k: v for k, v in facts.items() if k != "cleaning"}, incoming, known)
    merged["cleaning"] = _chained(facts["cleaning"], old)
    fields[name] = merged
    return fields


def language_tag(text: str | None) -> str | None:
    """A BCP 47 tag of what a record calls its language (`fr_FR`, `fra_Latn`, `French`, `__label__fr`), or None."""
    if not text:
        return None
    word = text.strip().removeprefix("__label__")
    if word.lower() in _NAMES:
        return _NAMES[word.lower()]
    found = _TAG.match(word)
    if not found or word.lower() in ("und", "unk", "mul", "zxx", "none"):
        return None
    primary: str = found.group(1).lower()
    primary = _ISO_639_3.get(primary, primary)
    script = f"-{found.group(2).title()}" if found.group(2) and primary == "zh" else ""
    region = f"-{found.group(3).upper()}" if found.group(3) else ""
    return primary + script + region


def _language(fields: Mapping[str, Any]) -> str | None:
    """The first field that holds a language; `und` and the like are none."""
    return next((tag for name in LANG if (tag := language_tag(_first_text(fields, (name,))[1]))), None)


def stable_id(url: str | None, content: str | None) -> str:
    """An id that the same article always gets: 16 hexadecimal digits of SHA-256 over address and content."""
    data = f"{url or ''}\n{content or ''}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(data).hexdigest()[:16]


def _about(record: Record, cleaned: Cleaned) -> dict[str, Any]:
    about = dict(cleaned.metadata["cleaning"])
    if record.text_field != "text":
        about["field"] = record.text_field
    if record.source:
        about["source"] = dict(record.source)
    if record.flags:
        about["flags"] = [*about.get("flags", ()), *record.flags]
    return about


def _chained(new: dict[str, Any], old: Any) -> dict[str, Any]:
    """What cleaning says, over what an earlier cleaning said: the earlier stays if nothing more was removed."""
    if not isinstance(old, Mapping) or "rules" not in old:
        return new
    return {**new, "previous": dict(old)} if new.get("counts") else dict(old)


def _text_of(fields: Mapping[str, Any], named: str | None) -> tuple[str, str | None]:
    if named:
        value = get_field(fields, named)
        return named, value if isinstance(value, str) else None
    for name in TEXT:
        value = fields.get(name)
        if isinstance(value, str) and value != "None":
            return name, value
        if name == "body" and isinstance(value, Mapping):
            return "plaintext", _fundus_body(value)
    return "text", None


def _fundus_body(body: Mapping[str, Any]) -> str | None:
    """The paragraphs of fundus' `body`: summary, then sections with headline and paragraphs."""
    paragraphs = [p for p in body.get("summary") or () if isinstance(p, str)]
    for section in body.get("sections") or ():
        if isinstance(section, Mapping):
            for key in ("headline", "paragraphs"):
                value = section.get(key) or ()
                paragraphs += [p for p in ([value] if isinstance(value, str) else value) if isinstance(p, str)]
    return "\n\n".join(paragraphs) or None


def _missing(fields: Mapping[str, Any], named: str | None) -> str:
    for name in (named,) if named else TEXT:
        if name in fields:
            kind = "null" if fields[name] is None else type(fields[name]).__name__
            return f"no text: field `{name}` is {kind}"
    return f"no text: no field `{named}`" if named else "no text: no field of that kind"


def _first_text(fields: Mapping[str, Any], names: tuple[str, ...]) -> tuple[str, str | None]:
    """The first of the names that holds text; `'None'` written as a string is none."""
    for name in names:
        value = get_field(fields, name)
        if isinstance(value, list) and value and isinstance(value[0], str):
            value = value[0]
        if isinstance(value, int) and not isinstance(value, bool) and name in ("id", "metadata.id"):
            value = str(value)
        if isinstance(value, str) and value.strip() and value != "None":
            return name, value
    return "", None


def _url(fields: Mapping[str, Any]) -> str | None:
    for name in URL:
        value = get_field(fields, name)
        if isinstance(value, str) and _URL.match(value.strip()):
            return value.strip()
    return None

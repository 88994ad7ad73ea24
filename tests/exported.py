"""Exports of every preset, made at random, in which it is known where the replies stand.

``exports(texts)`` draws an `Export` of any preset, ``exports_of("zendesk", texts)`` of one; `texts` is a strategy for
what is planted in the place of replies (no control characters but tab and line feed, and never only white space).
"""

import csv
import io
import json
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

import yaml
from hypothesis import strategies as st

LETTERS = "abcdefghijklmnopqrstuvwxyzABC éß’λ😀\n\t .,;:'\"\\/<>&#%{}[]|*-_=!?0123456789"
TEXTS = st.text(LETTERS, min_size=1, max_size=60).filter(lambda text: not text.isspace())
TITLES = st.text("abcXYZ é:'\"#-&<", min_size=1, max_size=20).filter(lambda text: not text.isspace())
ANY = st.one_of(st.none(), st.booleans(), st.integers(-5, 10**12), TITLES)


@dataclass(frozen=True)
class Planted:
    """A reply in an export: its JSON Pointer, the title of its record, and what it says."""

    pointer: str
    title: str
    text: str
    format: str
    """``auto`` where the content decides."""
    part: str | None = None


@dataclass(frozen=True)
class Export:
    preset: str
    name: str
    text: str
    planted: tuple[Planted, ...]


# --- records: each maker gives an object, its title, and [(steps, text, format, part)] -------------------------


def zendesk(draw, texts):
    actions, planted = [], []
    for index in range(draw(st.integers(1, 4))):
        field, format, part = draw(
            st.sampled_from(
                [
                    ("comment_value_html", "html", None),
                    ("comment_value", "auto", None),
                    ("subject", "text", "subject"),
                    ("status", None, None),
                    ("current_tags", None, None),
                    ("custom_fields_360", None, None),
                ]
            )
        )
        text = draw(texts)
        in_channel = field.startswith("comment") and draw(st.booleans())
        actions.append({"field": field, "value": ["channel:all", text] if in_channel else text})
        steps = ("actions", index, "value", *((1,) if in_channel else ()))
        if format:
            planted.append((steps, text, format, part))
    if draw(st.booleans()):
        public = draw(st.sampled_from([True, "true", False, "false"]))
        actions.append({"field": "comment_mode_is_public", "value": public})
        planted = planted if public in (True, "true") else []
    active = draw(st.sampled_from([True, True, False]))
    title = draw(TITLES)
    record = {"id": draw(st.integers()), "title": title, "active": active, "actions": actions}
    return record | {"restriction": draw(ANY), "description": draw(texts)}, title, planted if active else []


def freshdesk(draw, texts):
    title, text, other = draw(TITLES), draw(texts), draw(texts)
    record = {"id": 3, "title": title, "folder_id": draw(st.integers()), "content": other, "attachments": []}
    if draw(st.booleans()):
        return record | {"content_html": text}, title, [(("content_html",), text, "html", None)]
    return record, title, [(("content",), other, "auto", None)]


def intercom(draw, texts):
    title, text, other = draw(TITLES), draw(texts), draw(texts)
    record = {"type": "macro", "id": "7", "name": title, "visible_to": "everyone", "body_text": other}
    if draw(st.booleans()):
        return record | {"body": text}, title, [(("body",), text, "html", None)]
    return record, title, [(("body_text",), other, "text", None)]


def gorgias(draw, texts):
    title, text, other, subject = draw(TITLES), draw(texts), draw(texts), draw(texts)
    arguments = {"body_html": text, "body_text": other} if draw(st.booleans()) else {"body_text": other}
    actions = [
        {"name": "setResponseText", "title": "Add response text", "arguments": arguments},
        {"name": "setSubject", "title": "Set subject", "arguments": {"subject": subject}},
        {"name": "addInternalNote", "title": "Note", "arguments": {"body_html": draw(texts)}},
    ]
    order = draw(st.permutations(range(3)))
    key, words, format = (
        ("body_html", text, "html") if "body_html" in arguments else ("body_text", other, "text")
    )
    planted = [
        (("actions", order.index(0), "arguments", key), words, format, None),
        (("actions", order.index(1), "arguments", "subject"), subject, "text", "subject"),
    ]
    record = {"id": 1, "name": title, "intent": draw(ANY), "language": "en-US", "usage": 12}
    return record | {"actions": [actions[number] for number in order]}, title, planted


def front(draw, texts):
    title, text, subject = draw(TITLES), draw(texts), draw(texts)
    record = {"id": "rsp_1", "name": title, "subject": subject, "body": text, "attachments": []}
    record |= {"is_available_for_all_inboxes": draw(st.booleans()), "inbox_ids": []}
    return record, title, [(("body",), text, "html", None), (("subject",), subject, "text", "subject")]


def helpscout(draw, texts):
    title, text, chat = draw(TITLES), draw(texts), draw(texts)
    record = {"id": 5, "name": title, "text": text}
    planted = [(("text",), text, "html", None)]
    if draw(st.booleans()):
        return record | {"chatText": chat}, title, [*planted, (("chatText",), chat, "text", None)]
    return record | {"preview": draw(texts)}, title, planted


def freescout(draw, texts):
    title, text = draw(TITLES), draw(texts)
    return {"id": 5, "mailbox_id": 2, "name": title, "text": text}, title, [(("text",), text, "html", None)]


def zammad(draw, texts):
    title, text, active = draw(TITLES), draw(texts), draw(st.sampled_from([True, True, False]))
    record = {"name": title, "keywords": draw(TITLES), "content": text, "note": draw(texts), "active": active}
    return record, title, [(("content",), text, "auto", None)] if active else []


def chatwoot(draw, texts):
    title, text = draw(TITLES), draw(texts)
    record = {"id": 9, "account_id": 1, "short_code": title, "content": text, "created_at": "2026-01-01"}
    return record, title, [(("content",), text, "markdown", None)]


def osticket(draw, texts):
    title, text, enabled = draw(TITLES), draw(texts), draw(st.sampled_from([1, True, 0, "0"]))
    record = {"isenabled": enabled, "title": title, "response": text, "notes": draw(texts)}
    record |= {"attachments": [{"name": "a.txt", "type": "text/plain", "data": draw(texts)}]}
    return record, title, [(("response",), text, "html", None)] if enabled in (1, True) else []


def django_helpdesk(draw, texts):
    title, text = draw(TITLES), draw(texts)
    if draw(st.booleans()):
        fields = {"name": title, "body": text, "queues": [1]}
        planted = [(("fields", "body"), text, "markdown", None)]
        return {"model": "helpdesk.presetreply", "pk": 1, "fields": fields}, title, planted
    said = {key: draw(texts) for key in ("plain_text", "html", "subject", "heading")}
    fields = said | {"template_name": title, "locale": "nl"}
    planted = [
        (("fields", "plain_text"), said["plain_text"], "text", None),
        (("fields", "html"), said["html"], "html", None),
        (("fields", "subject"), said["subject"], "text", "subject"),
        (("fields", "heading"), said["heading"], "text", "subject"),
    ]
    return {"model": "helpdesk.emailtemplate", "pk": 2, "fields": fields}, title, planted


def frappe(draw, texts):
    title, text = draw(TITLES), draw(texts)
    if draw(st.booleans()):
        record = {"doctype": draw(st.sampled_from(["HD Saved Reply", "HD Canned Response"])), "title": title}
        return record | {"message": text, "teams": []}, title, [(("message",), text, "html", None)]
    html, other, subject = draw(st.integers(0, 1)), draw(texts), draw(texts)
    record = {"doctype": "Email Template", "name": title, "use_html": html, "subject": subject}
    record |= {"response_html": text if html else other, "response": other if html else text}
    key = "response_html" if html else "response"
    return (
        record,
        title,
        [((key,), text, "html", None), (("subject",), subject, "text", "subject")],
    )


def odoo(draw, texts):
    title, text = draw(TITLES), draw(texts)
    return {"source": title, "substitution": text}, title, [(("substitution",), text, "text", None)]


def odoo_xml(draw, texts):
    title, text, subject = draw(TITLES), draw(texts), draw(texts)
    if draw(st.booleans()):
        fields = {"source": title, "substitution": text}
        planted = [(("fields", "substitution"), text, "text", None)]
        return {"model": "mail.canned.response", "id": "a1", "fields": fields}, title, planted
    fields = {"name": title, "subject": subject, "body_html": text, "email_from": draw(texts)}
    planted = [
        (("fields", "body_html"), text, "html", None),
        (("fields", "subject"), subject, "text", "subject"),
    ]
    return {"model": "mail.template", "id": "a2", "fields": fields}, title, planted


def espanso(draw, texts):
    title, text = draw(TITLES), draw(texts)
    key, format = draw(
        st.sampled_from([("replace", "text"), ("markdown", "markdown"), ("html", "html"), ("form", "text")])
    )
    trigger = draw(st.sampled_from([{"trigger": title}, {"triggers": [title, "b"]}, {"regex": title}]))
    named = {"vars": [{"name": "d", "type": "date", "params": {"format": "%d"}}]}
    return trigger | {key: text} | named, title, [((key,), text, format, None)]


def generic(draw, texts):
    title, text = draw(TITLES), draw(texts)
    key = draw(
        st.sampled_from(
            [
                "body",
                "content",
                "message",
                "text",
                "response",
                "reply",
                "answer",
                "template",
                "replace",
                "substitution",
                "mail_html",
            ]
        )
    )
    names = ["name", "title", "subject", "id", "trigger"]
    named = draw(st.sampled_from(names if key == "content" else [*names, "short_code"]))  # Chatwoot has both
    record = {named: title, key: text, "language": "nl"}
    return record, title, [((key,), text, "html" if key == "mail_html" else "auto", None)]


# --- files: how records lie in a file, and how it is written ---------------------------------------------------

BARE = ()
"""A list of records with nothing around it."""
ONE = None
"""A single record."""
PRESETS = {
    "zendesk": (zendesk, "json jsonl", [("macros",), BARE, ONE, "macro"]),
    "freshdesk": (freshdesk, "json jsonl", [BARE, ONE]),
    "intercom": (intercom, "json jsonl", [("data",), BARE, ONE]),
    "gorgias": (gorgias, "json jsonl", [("data",), BARE, ONE]),
    "front": (front, "json jsonl", [("_results",), BARE, ONE]),
    "helpscout": (helpscout, "json jsonl", [BARE, ONE]),
    "freescout": (freescout, "json jsonl csv", [BARE]),
    "zammad": (zammad, "json jsonl csv", [BARE]),
    "chatwoot": (chatwoot, "json jsonl csv", [BARE]),
    "osticket": (osticket, "yaml json jsonl", [BARE]),
    "django-helpdesk": (django_helpdesk, "json jsonl yaml", [BARE]),
    "frappe": (frappe, "json jsonl", [BARE, ("data",)]),
    "odoo": (odoo, "csv", [BARE]),
    "odoo-xml": (odoo_xml, "xml", [("records",)]),
    "espanso": (espanso, "yaml", [("matches",)]),
    "generic": (generic, "json jsonl yaml csv", [BARE, ("items",), ONE]),
}


def exports(texts=TEXTS):
    """Exports that are recognised by their content."""
    return st.sampled_from([name for name in PRESETS if name != "generic"]).flatmap(
        lambda name: exports_of(name, texts)
    )


@st.composite
def exports_of(draw, preset, texts=TEXTS):
    """Exports of one preset."""
    make, kinds, shapes = PRESETS[preset]
    kind = draw(st.sampled_from(kinds.split()))
    shape = BARE if kind in ("jsonl", "csv") else draw(st.sampled_from(shapes))
    made = [
        make(draw, texts) for _ in range(1 if shape is ONE or shape == "macro" else draw(st.integers(1, 4)))
    ]
    if kind == "csv" and preset == "generic":
        made = made[:1]  # the columns of one table are the same for all rows
    records = [_with_more(draw, record, kind) for record, _, _ in made]
    before, data = _wrapped(draw, shape, records)
    planted = []
    for index, (_, title, said) in enumerate(made):
        place = before[:-1] if before[-1:] == [None] else [*before, index]
        for steps, *rest in said:
            planted.append(Planted(_pointer(*place, *steps), " ".join(title.split()), *rest))
    ending, text = _WRITERS[kind](draw, data)
    return Export(preset.removesuffix("-xml"), f"export.{ending}", text, tuple(planted))


def _with_more(draw, record, kind):
    """The record with keys that say nothing, all in any order."""
    if kind == "xml":
        return record
    more = {"extra_one": draw(ANY), "extra_two": draw(TITLES)}
    if kind != "csv" and draw(st.booleans()):
        more["extra_three"] = {"body": draw(TITLES), "deep": [draw(ANY)]}
    return _shuffled(draw, record | more)


def _shuffled(draw, record):
    return dict(draw(st.permutations(list(record.items()))))


def _wrapped(draw, shape, records):
    """The data of a file, and the steps to its records; a last None says that there is but one."""
    if shape == BARE:
        return [], records
    if shape is ONE:
        return [None], records[0]
    if shape == "macro":
        return ["macro", None], {"macro": records[0]}
    around = {"count": len(records), "next_page": None, "type": "list"}
    return [shape[0]], _shuffled(draw, around | {shape[0]: records})


def _pointer(*steps):
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def _json(draw, data):
    indent = draw(st.sampled_from([None, 2, "\t"]))
    separators = draw(st.sampled_from([None, (",", ":")]))
    text = json.dumps(data, indent=indent, separators=separators, ensure_ascii=draw(st.booleans()))
    return "json", text + draw(st.sampled_from(["", "\n"]))


def _json_lines(draw, data):
    ascii_only = draw(st.booleans())
    endings = ["jsonl", "ndjson", *(["json"] if len(data) > 1 else [])]
    lines = [json.dumps(record, ensure_ascii=ascii_only) for record in data]
    return draw(st.sampled_from(endings)), "\n".join(lines) + "\n"


class _Styled(yaml.SafeDumper):
    """Writes each string in a style of its own, and nothing by alias."""

    def ignore_aliases(self, _):
        return True


def _yaml(draw, data):
    styles = st.sampled_from([None, None, "'", '"', "|", ">"])

    class Styled(_Styled):
        pass

    Styled.add_representer(
        str, lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:str", value, draw(styles))
    )
    text = yaml.dump(
        data,
        Dumper=Styled,
        sort_keys=False,
        default_flow_style=draw(st.sampled_from([False, False, None, True])),
        allow_unicode=draw(st.booleans()),
        width=draw(st.sampled_from([20, 80, 10_000])),
        explicit_start=draw(st.booleans()),
    )
    comment = draw(st.sampled_from(["", "# ours\n"]))
    return draw(st.sampled_from(["yaml", "yml"])), comment + text


def _csv(draw, data):
    columns = draw(st.permutations(list(dict.fromkeys(key for record in data for key in record))))
    ending, delimiter = draw(st.sampled_from([("csv", ","), ("csv", ";"), ("tsv", "\t")]))
    written = io.StringIO(newline="")
    writer = csv.writer(
        written,
        delimiter=delimiter,
        quoting=draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
        lineterminator=draw(st.sampled_from(["\n", "\r\n"])),
    )
    writer.writerow(columns)
    for record in data:
        writer.writerow([_cell(record.get(column)) for column in columns])
    return ending, written.getvalue()


def _cell(value):
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _xml(draw, data):
    def field(name, value):
        body = escape(value)
        if "]]>" not in value and draw(st.booleans()):
            body = f"<![CDATA[{value}]]>"
        return f"    <field name={quoteattr(name)}>{body}</field>\n"

    records = "".join(
        f'  <record model="{record["model"]}" id="{record["id"]}">\n'
        + "".join(field(*item) for item in draw(st.permutations(list(record["fields"].items()))))
        + "  </record>\n"
        for record in data["records"]
    )
    return "xml", f'<?xml version="1.0" encoding="utf-8"?>\n<odoo noupdate="1">\n{records}</odoo>\n'


_WRITERS = {"json": _json, "jsonl": _json_lines, "yaml": _yaml, "csv": _csv, "xml": _xml}

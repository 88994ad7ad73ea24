"""Exports: recognised by their shape, the replies in them found at their places, and nothing else."""

import csv
import io
import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import yaml
from exported import PRESETS, TEXTS, exports, exports_of
from hypothesis import given
from hypothesis import strategies as st

from replylint.drafts.exports import KINDS
from replylint.drafts.exports.presets import read_presets
from replylint.drafts.exports.reading import read_export
from replylint.drafts.exports.sources import SourceSpec
from replylint.drafts.markup import is_html
from replylint.errors import ConfigError, DraftError, RuleError
from replylint.packs import rules_directory

EXAMPLES = Path(__file__).parent / "exports"
TABLE = read_presets(rules_directory())


def read(text, name, spec=None, generic=False):
    return read_export(text, name, TABLE, spec, generic)


def seen(entries):
    return [(e.pointer, e.title, e.format, e.language, e.part, e.scalar.value) for e in entries]


def parsed(text, name):
    """What a file holds, by a reader that is not ours."""
    ending = Path(name).suffix
    if ending in (".yaml", ".yml"):
        return yaml.safe_load(text)
    if ending in (".csv", ".tsv"):
        header = text.split("\n")[0]
        delimiter = max(",;\t", key=header.count) if ending == ".csv" else "\t"
        return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))
    if ending == ".xml":
        fields = [
            {field.get("name"): field.text for field in record.iterfind("field")}
            for record in ET.fromstring(text.encode()).iter("record")
        ]
        return {"records": [{"fields": record} for record in fields]}
    try:
        return json.loads(text) if ending == ".json" else lines_of(text)
    except json.JSONDecodeError:
        return lines_of(text)


def lines_of(text):
    return [json.loads(line) for line in text.split("\n") if line.strip()]


def at(data, pointer):
    for step in pointer.split("/")[1:]:
        step = step.replace("~1", "/").replace("~0", "~")
        data = data[int(step)] if isinstance(data, list) else data[step]
    return data


# --- examples made by hand -------------------------------------------------------------------------------------

EXPECTED = {
    "zendesk.json": [
        ("/macros/0/actions/1/value", "Parcel::Late", "text", None, "subject", "Your parcel"),
        ("/macros/0/actions/2/value", "Parcel::Late", "html", None, None, "<p>Dear {{ticket."),
        ("/macros/1/actions/0/value/1", "Refund sent", "text", None, None, "Your refund – €20 –"),
    ],
    "freshdesk.json": [
        ("/0/content_html", "Damaged item", "html", None, None, "<div>We will replace"),
        ("/1/content", "Thanks", "text", None, None, "Thank you for the photo."),
    ],
    "intercom.json": [
        ("/data/0/body", "Login", "html", None, None, '<p>Hi <attribute key="user.name"'),
        ("/data/1/body_text", "Bug", "text", None, None, "We have found the fault."),
    ],
    "gorgias.json": [
        ("/data/0/actions/1/arguments/subject", "Where is my order?", "text", "en", "subject", "Where your"),
        (
            "/data/0/actions/2/arguments/body_html",
            "Where is my order?",
            "html",
            "en",
            None,
            "<div>Your order",
        ),
        ("/data/1/actions/0/arguments/body_text", "Retour", "text", "nl", None, "Uw pakket is terug."),
    ],
    "front.json": [
        ("/_results/0/subject", "Invoice", "text", None, "subject", "Your invoice"),
        ("/_results/0/body", "Invoice", "html", None, None, "<p>Here is"),
        ("/_results/1/body", "Sign-off", "html", None, None, "<p>Have a"),
    ],
    "helpscout.json": [
        ("/0/text", "Out of stock", "html", None, None, "Hi {%customer.firstName,"),
        ("/1/text", "Opening hours", "html", None, None, "<p>We are open"),
        ("/1/chatText", "Opening hours", "text", None, None, "Open until six!"),
    ],
    "freescout.json": [("/0/text", "Password", "html", None, None, "<div>You can")],
    "zammad.json": [
        ("/0/content", "greeting", "html", None, None, "Hello #{ticket.customer.firstname},<br>")
    ],
    "zammad.csv": [("/0/content", "late", "html", None, None, 'Hello,<br>\nyour "express" parcel is late.')],
    "chatwoot.json": [
        ("/0/content", "hello", "markdown", None, None, "Hi {{ contact.first_name || 'there' }}")
    ],
    "osticket.yaml": [
        ("/0/response", "Closing soon", "html", None, None, "Hi %{ticket.name.first},\n<br>\nyour"),
        ("/2/response", "Sent", "html", None, None, "It is <b>on its way</b>…"),
    ],
    "django-helpdesk.json": [
        ("/1/fields/body", "Delay", "markdown", None, None, "Dear {{ ticket.submitter_email }},\n\nwe are"),
        ("/2/fields/subject", "newticket_submitter", "text", "en", "subject", "(Opened)"),
        ("/2/fields/heading", "newticket_submitter", "text", "en", "subject", "Ticket opened"),
        ("/2/fields/plain_text", "newticket_submitter", "text", "en", None, "Your ticket is open."),
        ("/2/fields/html", "newticket_submitter", "html", "en", None, "<p>Your ticket is open.</p>"),
    ],
    "frappe.json": [
        ("/0/message", "Price", "html", None, None, "<p>The price for"),
        ("/1/subject", "Reminder", "text", None, "subject", "Invoice {{ name }}"),
        ("/1/response_html", "Reminder", "html", None, None, "<p>This invoice"),
    ],
    "odoo.csv": [
        ("/0/substitution", "hello", "text", None, None, "Hello, how may I help you?"),
        ("/1/substitution", "bye", "text", None, None, "Have a good day."),
    ],
    "odoo.xml": [
        ("/records/0/fields/substitution", "sorry", "text", None, None, "I am sorry & on it."),
        ("/records/1/fields/subject", "Late order", "text", None, "subject", "Your order {{ object.name }}"),
        ("/records/1/fields/body_html", "Late order", "html", None, None, "\n        <p>Dear <t t-out"),
    ],
    "espanso.yml": [
        ("/matches/0/replace", ":sorry", "text", None, None, "I am sorry that {{shop}}"),
        ("/matches/1/replace", "Refund", "text", None, None, "Your refund is on its way.\n\nIt takes"),
        ("/matches/2/markdown", ":bold", "markdown", None, None, "This is **done**."),
        ("/matches/4/html", ":case (?P<n>\\d+)", "html", None, None, "<p>Case {{n}} is closed.</p>"),
    ],
    "generic.csv": [
        ("/0/message", "Sorry", "text", "en-GB", None, "I am sorry, truly."),
        ("/1/message", "Dank", "text", "nl", None, "Dank u wel."),
    ],
    "generic.jsonl": [
        ("/0/reply", "First", "html", None, None, "One <b>moment</b>."),
        ("/1/answer", "Second", "text", None, None, "Two days."),
    ],
    "generic.yaml": [
        ("/templates/0/text", "Late", "text", "en", None, "Your parcel is late."),
        ("/templates/1/mail_html", "Lost", "html", None, None, "<p>It is lost.</p>"),
    ],
}


@pytest.mark.parametrize("name", EXPECTED)
def test_an_example_of_every_preset(name):
    text = (EXAMPLES / name).read_text("utf-8")
    found = seen(read(text, name, generic=name.startswith("generic")))
    assert [entry[:5] for entry in found] == [entry[:5] for entry in EXPECTED[name]]
    for entry, expected in zip(found, EXPECTED[name], strict=True):
        assert entry[5].startswith(expected[5])


def test_every_preset_has_an_example_and_is_generated():
    names = set(TABLE.by_name)
    assert {Path(name).stem for name in EXPECTED} == names == {path.stem for path in EXAMPLES.iterdir()}
    assert {name.removesuffix("-xml") for name in PRESETS} == names


@pytest.mark.parametrize("name", EXPECTED)
def test_an_export_is_recognised_as_the_system_it_comes_from(name):
    """Other presets find nothing in it that would come first."""
    text = (EXAMPLES / name).read_text("utf-8")
    declared = SourceSpec(files="*", preset=Path(name).stem)
    assert seen(read(text, name, declared)) == seen(read(text, name, generic=name.startswith("generic")))


def test_the_generic_preset_is_tried_on_demand_only():
    for name in ("generic.csv", "generic.jsonl", "generic.yaml"):
        assert read((EXAMPLES / name).read_text("utf-8"), name) is None


# --- exports made at random ------------------------------------------------------------------------------------


@pytest.mark.parametrize("preset", PRESETS)
@given(data=st.data())
def test_planted_replies_are_found_where_they_stand(preset, data):
    export = data.draw(exports_of(preset))
    entries = read(export.text, export.name, generic=preset == "generic")
    assert entries is not None
    found = {entry.pointer: entry for entry in entries}
    assert len(found) == len(entries)
    assert sorted(found) == sorted(planted.pointer for planted in export.planted)
    assert [entry.scalar.start for entry in entries] == sorted(entry.scalar.start for entry in entries)
    held = parsed(export.text, export.name)
    for planted in export.planted:
        entry = found[planted.pointer]
        raw = export.text[entry.scalar.start : entry.scalar.end]
        assert entry.scalar.decode(raw).text == entry.scalar.value == planted.text
        assert at(held, planted.pointer) == planted.text
        assert (entry.title, entry.part) == (planted.title, planted.part)
        if planted.format != "auto":
            assert entry.format == planted.format


@given(export=exports(), other=st.sampled_from([name for name in TABLE.by_name if name != "generic"]))
def test_without_its_own_preset_an_export_is_not_taken_for_another(export, other):
    """Whatever the order of the table: an export fits the shape of one system only."""
    entries = read(export.text, export.name)
    only = type(TABLE)({other: TABLE.by_name[other]})
    found = read_export(export.text, export.name, only)
    assert found is None if other != export.preset else seen(found) == seen(entries)


@given(text=st.one_of(TEXTS, st.text()), name=st.sampled_from(sorted(KINDS)), declared=st.booleans())
def test_no_content_raises_anything_else(text, name, declared):
    try:
        read(text, f"x{name}", generic=declared)
    except DraftError:
        assert declared


# --- what is no export -----------------------------------------------------------------------------------------

LOOKALIKES = {
    "package.json": {
        "name": "shop",
        "version": "1.0.0",
        "description": "A shop",
        "keywords": ["shop", "lamp"],
        "scripts": {"test": "jest"},
        "dependencies": {"left-pad": "^1.0.0"},
    },
    "composer.json": {"name": "shop/shop", "type": "project", "keywords": ["shop"], "require": {"php": "^8"}},
    "tsconfig.json": {"compilerOptions": {"target": "es2022", "strict": True}, "include": ["src"]},
    "package-lock.json": {
        "name": "shop",
        "lockfileVersion": 3,
        "packages": {"": {"name": "shop"}, "node_modules/a": {"version": "1.0.0"}},
    },
    "openapi.json": {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1", "description": "Orders"},
        "paths": {
            "/orders": {
                "get": {
                    "responses": {
                        "200": {"description": "OK", "content": {"application/json": {"schema": {}}}}
                    }
                }
            }
        },
        "components": {"schemas": {"Macro": {"type": "object", "title": "Macro", "properties": {}}}},
    },
    "en.json": {
        "title": "Welcome",
        "message": "You must log in.",
        "actions": {"save": "Save", "body": "Text"},
    },
    "sarif.json": {
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "lint", "rules": []}},
                "results": [{"ruleId": "a", "message": {"text": "You must not."}, "level": "error"}],
            }
        ],
    },
    "notebook.json": {
        "cells": [{"cell_type": "markdown", "source": ["# Title"], "metadata": {}}],
        "nbformat": 4,
        "metadata": {"kernelspec": {"name": "python3"}},
    },
    "cargo.json": {
        "packages": [
            {"name": "serde", "keywords": ["json"], "description": "x", "id": "serde 1", "version": "1"}
        ],
        "workspace_members": [],
    },
    "posts.json": [{"id": 1, "title": "News", "content": "<p>We are open.</p>", "author": "Ann"}],
    "reviews.json": [{"id": 1, "name": "Ann", "text": "You must try this lamp."}],
    "pages.json": [{"id": 1, "name": "About", "text": "<p>About us</p>", "type": "page"}],
    "issues.json": [
        {"id": 1, "title": "Bug", "body": "It fails.", "state": "open", "labels": [{"name": "bug"}]}
    ],
    "chat.json": [{"type": "message", "user": "U1", "text": "Hello", "ts": "1.2"}],
    "prompts.json": [{"role": "system", "content": "You are a helper."}],
    "tickets.json": {"tickets": [{"id": 1, "subject": "Help", "description": "It broke", "status": "open"}]},
    "triggers.json": {
        "triggers": [
            {"title": "Notify", "active": True, "actions": [{"field": "comment_value", "value": "internal"}]}
        ]
    },
    "conversations.json": {
        "_results": [
            {
                "id": "msg_1",
                "type": "email",
                "is_inbound": True,
                "body": "<p>Where is it?</p>",
                "subject": "?",
            }
        ]
    },
    "fixtures.json": [{"model": "blog.post", "pk": 1, "fields": {"name": "a", "body": "You must."}}],
    "desk.json": [{"doctype": "Web Page", "title": "About", "message": "You must."}],
    "articles.json": {
        "type": "list",
        "data": [{"type": "article", "id": "1", "name": "a", "body": "<p>x</p>"}],
    },
    "flows.json": {
        "data": [{"name": "Flow", "actions": [{"name": "sendMail", "arguments": {"body_html": "x"}}]}]
    },
    "snippets.json": {"Log": {"prefix": "log", "body": ["console.log($1)"], "description": "Log"}},
    "launch.json": {
        "version": "0.2.0",
        "configurations": [{"name": "Run", "type": "node", "request": "launch"}],
    },
    "workflow.yml": {
        "name": "CI",
        "on": {"push": {"branches": ["main"]}},
        "jobs": {"test": {"runs-on": "ubuntu-latest", "steps": [{"name": "Test", "run": "pytest"}]}},
    },
    "docker-compose.yml": {"services": {"web": {"image": "shop", "ports": ["80:80"]}}, "volumes": {}},
    "openapi.yaml": {
        "openapi": "3.1.0",
        "info": {"title": "Shop"},
        "paths": {"/": {"get": {"responses": {}}}},
    },
    "playbook.yml": [{"name": "Install", "hosts": "all", "tasks": [{"name": "a", "copy": {"content": "x"}}]}],
    "deployment.yaml": {"apiVersion": "v1", "kind": "ConfigMap", "data": {"message": "You must."}},
    "en.yml": {"en": {"title": "Shop", "reply": "You must log in.", "response": "Sent"}},
    "quiz.yaml": [{"title": "Question", "response": "You must.", "points": 1}],
    "tests.yaml": {"matches": [{"pattern": "a", "replace": "b"}]},
    "products.csv": "name,keywords,description\nLamp,light,You must have it.\n",
    "contacts.csv": "name,email,message\nAnn,ann@shop.example,You must call me.\n",
    "po.csv": "source,target\nSave,Opslaan\n",
    "pom.xml": "<project><modelVersion>4.0.0</modelVersion><name>shop</name></project>",
    "feed.xml": "<rss><channel><item><title>News</title><description>You must.</description></item></channel></rss>",
    "views.xml": '<odoo><record id="v" model="ir.ui.view"><field name="name">subject</field></record></odoo>',
}


@pytest.mark.parametrize("name", LOOKALIKES)
def test_other_files_are_no_exports(name):
    content = LOOKALIKES[name]
    if not isinstance(content, str):
        is_json = name.endswith(".json")
        content = json.dumps(content) if is_json else yaml.safe_dump(content, sort_keys=False)
    assert read(content, name) is None


def test_a_broken_file_that_nobody_declared_is_passed_over_unless_it_has_the_keys_of_an_export():
    assert read('{"name": "left-pad", "version": ', "x.json") is None
    assert read("{{ if .Values.x }}\nkind: [", "x.yaml") is None
    assert read("text", "x.txt", generic=True) is None
    with pytest.raises(DraftError, match=r"^x\.json:1:\d+: is not valid JSON"):
        read('{"macros": [{"title": "a", "actions": [{"field": "value"', "x.json")
    with pytest.raises(DraftError, match=r"^x\.yaml:3:\d+: is not valid YAML"):
        read("matches:\n- trigger: a\n  replace: [", "x.yaml")


def test_an_empty_export_holds_nothing_and_is_no_mistake():
    for text in ('{"macros": [], "count": 0}', "[]", "{}"):
        assert read(text, "x.json", generic=True) == []
    assert read("matches: []\n", "x.yaml", generic=True) == []


def test_a_named_file_without_replies_is_told_with_its_keys():
    with pytest.raises(
        DraftError, match=r"^x\.csv: no replies were recognised in it\. There are: Nr, Antwort\."
    ):
        read("Nr,Antwort\n1,Wir erstatten das.\n", "x.csv", generic=True)


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        (
            {"select": "$.itms[*].body"},
            r'finds no text \(select = "\$.itms\[\*\].body"\)\. There are: .*items',
        ),
        ({"select": "$.items"}, "finds no text"),
        ({"preset": "freshdesk"}, r'finds no text \(preset = "freshdesk"\)'),
        ({"select": "$.items[*].parts[*].words", "name": "titel"}, 'no text has the name "titel" beside it'),
    ],
)
def test_a_source_that_finds_nothing_is_a_mistake(spec, told):
    with pytest.raises(DraftError, match=told):
        read(json.dumps(OWN), "x.json", SourceSpec(files="*.json", **spec))


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("x.json", '{"a":\n  nope}', "x.json:2:3: is not valid JSON"),
        ("x.jsonl", '{"a": 1}\n{"a"}', "x.jsonl:2:5: is not valid JSON"),
        ("x.yaml", "a: b\nc: [", "x.yaml:2:"),
        ("x.csv", 'a,b\n1,"no', "x.csv:2:3: is not valid CSV"),
        ("x.xml", "<odoo>\n<record></odoo>", "x.xml:2:"),
    ],
)
def test_a_broken_file_that_was_declared_is_an_error_with_its_place(name, text, place):
    for declared in ({"generic": True}, {"spec": SourceSpec(files="*", preset="zendesk")}):
        with pytest.raises(DraftError, match=r"Correct it or export it again\.$") as raised:
            read(text, name, **declared)
        assert str(raised.value).startswith(place)


def test_a_declared_file_without_such_an_ending_is_an_error():
    with pytest.raises(DraftError, match=r"macros\.txt: .*\.json"):
        read("{}", "macros.txt", SourceSpec(files="*.txt", select="$.a"))


# --- what is left alone, and what stands twice -----------------------------------------------------------------


def macro(*actions, **more):
    return {"title": "T", "actions": [{"field": field, "value": value} for field, value in actions], **more}


def values(data, name="x.json", **more):
    return [entry.scalar.value for entry in read(json.dumps(data), name, **more)]


@pytest.mark.parametrize("active", [False, "false", "False", 0, "0"])
def test_what_is_not_in_use_is_left_alone(active):
    used = macro(("comment_value", "Used."), active=True)
    assert values({"macros": [macro(("comment_value", "Unused."), active=active), used]}) == ["Used."]
    assert values([macro(("comment_value", "Unused."), active=active)]) == []


def test_the_channel_of_a_comment_is_no_reply():
    data = {
        "macro": macro(("comment_value", ["channel:web", "Hello."]), ("comment_value_html", ["channel:all"]))
    }
    assert values(data) == ["Hello."]


def test_json_lines_are_told_by_their_content():
    lines = "\n".join(json.dumps(macro(("comment_value", words))) for words in ("One.", "Two."))
    assert [(e.pointer, e.scalar.value) for e in read(lines, "x.json")] == [
        ("/0/actions/0/value", "One."),
        ("/1/actions/0/value", "Two."),
    ]


def test_a_text_that_yaml_repeats_is_found_once():
    text = "matches:\n- trigger: a\n  replace: &r You must.\n- trigger: b\n  replace: *r\n"
    assert [entry.pointer for entry in read(text, "x.yml")] == ["/matches/0/replace"]


def test_aliases_of_yaml_cannot_make_a_file_long():
    actions = "".join(f"- {{title: a{n}, body: b}}\n" for n in range(1_000))
    text = f"one: &all\n{actions}" + "".join(f"k{n}: *all\n" for n in range(1_000))
    with pytest.raises(DraftError, match="aliases"):
        read(text, "x.yaml", generic=True)


def test_several_documents_of_yaml():
    text = (
        "matches:\n- {trigger: a, replace: One}\n---\nother: 1\n---\nmatches:\n- {trigger: b, replace: Two}\n"
    )
    assert [(e.pointer, e.title) for e in read(text, "x.yml")] == [
        ("/0/matches/0/replace", "a"),
        ("/2/matches/0/replace", "b"),
    ]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Hello<br>you", True),
        ("<P CLASS='x'>a</P>", True),
        ("fish &amp; chips", True),
        ("a&nbsp;b &#8364;", True),
        ("Dear <name>, <order number>", False),
        ("a < b > c & d; AT&T", False),
        ('<attribute key="user.name"/>', False),
        ("%{a} {{ b | c }}", False),
    ],
)
def test_html_is_told_by_tags_and_references(text, html):
    assert is_html(text) is html


# --- sources of one's own --------------------------------------------------------------------------------------

OWN = {
    "meta": {"locale": "nl", "owner": "Ann"},
    "items": [
        {"name": {"nl": "Een"}, "parts": [{"words": "Hallo.", "note": "n"}, {"words": " "}]},
        {"name": {"nl": "Twee"}, "locale": "en_US", "parts": [{"words": "Dear <b>you</b>."}]},
        {"a b": {"x/y": "Slash."}},
    ],
}


def own(select, data=OWN, name="x.json", **more):
    return read(json.dumps(data), name, SourceSpec(files="*", select=select, **more))


@pytest.mark.parametrize(
    "select", ["$.items[*].parts[*].words", "items[*].parts[*].words", "/items/*/parts/*/words"]
)
def test_texts_are_selected_by_a_path(select):
    assert [(e.pointer, e.format) for e in own(select)] == [
        ("/items/0/parts/0/words", "text"),
        ("/items/1/parts/0/words", "html"),
    ]


@pytest.mark.parametrize(
    ("select", "found"),
    [
        ("$.items[1].parts[0].words", ["/items/1/parts/0/words"]),
        ("$.items[2]['a b'][\"x/y\"]", ["/items/2/a b/x~1y"]),
        ("/items/2/a b/x~1y", ["/items/2/a b/x~1y"]),
        ("$.items[*].parts[note=n].words", ["/items/0/parts/0/words"]),
        ("$.items[*].name.*", ["/items/0/name/nl", "/items/1/name/nl"]),
        ("$.meta.o*", ["/meta/owner"]),
        ("/meta/*", ["/meta/locale", "/meta/owner"]),
    ],
)
def test_paths(select, found):
    assert [entry.pointer for entry in own(select)] == found


def test_several_paths_are_read_in_the_order_of_the_file():
    found = own(("$.items[1].parts[*].words", "$.meta.owner", "$.items[*].parts[0].words"))
    assert [e.scalar.value for e in found] == ["Ann", "Hallo.", "Dear <b>you</b>."]


def test_titles_and_languages_stand_around_the_text():
    found = own("$.items[*].parts[*].words", name="x.json")
    assert [(e.title, e.language) for e in found] == [(None, None)] * 2
    spec = SourceSpec(
        "*", select="$.items[*].parts[*].words", name="name.nl", language="locale", format="markdown"
    )
    found = read(json.dumps(OWN), "x.json", spec)
    assert [(e.title, e.language, e.format) for e in found] == [
        ("Een", None, "markdown"),
        ("Twee", "en_US", "markdown"),
    ]
    assert {entry.language for entry in own("$.items[*].parts[*].words", language="el")} == {"el"}


def test_columns_are_selected_by_their_header():
    text = "Macro title;The answer;lang\nLate;You must wait.;nl\n"
    spec = SourceSpec("*.csv", select="$[*]['The answer']", name="Macro title", language="lang")
    assert seen(read(text, "x.csv", spec)) == [
        ("/0/The answer", "Late", "text", "nl", None, "You must wait.")
    ]


def test_a_preset_reads_what_does_not_look_like_it():
    text = json.dumps([{"name": "A", "text": "<p>Hello.</p>"}])
    assert read(text, "x.json") is None
    spec = SourceSpec("*", preset="helpscout", language="de", format="text")
    assert seen(read(text, "x.json", spec)) == [("/0/text", "A", "text", "de", None, "<p>Hello.</p>")]
    assert read("[]", "x.json", spec) == []


def test_a_spec_without_preset_and_path_falls_back_to_the_generic_one():
    text = json.dumps({"items": [{"title": "A", "body": "Hello."}]})
    assert seen(read(text, "x.json", SourceSpec("*", format="markdown"))) == [
        ("/items/0/body", "A", "markdown", None, None, "Hello.")
    ]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"preset": "zendesk", "select": "$.a"}, 'key "select": a preset is given, too'),
        ({"select": "$.a[?(@.b)]"}, r'key "select": "\$\.a\[\?\(@\.b\)\]" cannot be read from'),
        ({"select": ""}, 'key "select": must be a path'),
        ({"select": ("$.a", "$.b[")}, r'key "select": "\$\.b\[" cannot be read from "\["'),
        ({"select": "$" + ".a" * 33}, 'key "select": .* more than 32 steps'),
        ({"format": "htm"}, 'key "format": no format "htm"; did you mean "html"'),
        ({"name": ""}, 'key "name": is empty'),
        ({"language": ""}, 'key "language": is empty'),
    ],
)
def test_a_wrong_spec_is_refused(more, message):
    with pytest.raises(ConfigError, match=message):
        SourceSpec(files="macros/*.json", **more)


def test_an_unknown_preset_is_refused_with_the_nearest():
    with pytest.raises(ConfigError, match='key "preset": no preset "zendesc"; did you mean "zendesk"'):
        read("{}", "x.json", SourceSpec("*", preset="zendesc"))


# --- the table ------------------------------------------------------------------------------------------------

SOUND = """
[desk]
of = "Desk"
reads = "replies"
files = ["json"]
records = "$[*]"
recognise = [{ desk_id = true }]
title = "name"
[[desk.text]]
at = { words = "text" }
"""


def table(tmp_path, text):
    (tmp_path / "exports.toml").write_text(text, "utf-8")
    return read_presets(tmp_path)


def test_adding_a_helpdesk_means_adding_a_table(tmp_path):
    presets = table(tmp_path, SOUND)
    text = json.dumps([{"desk_id": 1, "name": "N", "words": "Hello."}])
    assert seen(read_export(text, "x.json", presets)) == [("/0/words", "N", "text", None, None, "Hello.")]


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        ('of = "Desk"', 'off = "Desk"', "of"),
        ('files = ["json"]', 'files = ["toml"]', "files.0"),
        ('"$[*]"', '"$[?]"', "records"),
        ("desk_id = true", "desk_id = 3", "recognise.0"),
        ('words = "text"', 'words = "htm"', r"text.0.at"),
        ('title = "name"', 'title = "name"\nnmae = 1', "nmae"),
        ("[{ desk_id = true }]", "[]", "recognise"),
    ],
)
def test_a_wrong_table_is_refused_with_its_key(tmp_path, before, after, key):
    assert before in SOUND
    with pytest.raises(RuleError) as raised:
        table(tmp_path, SOUND.replace(before, after))
    assert f'exports.toml: [desk], key "{key}": ' in str(raised.value)

"""The same reply as text, as HTML, as Markdown and inside a thread gets the same findings."""

import re
from email.message import EmailMessage
from html import escape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replylint.packs import read_pack, rules_directory
from replylint.rulebook.catalogue import read_catalogue

EXAMPLES = sorted((Path(__file__).resolve().parent.parent / "examples").glob("*.txt"))
CATALOGUE = read_catalogue(read_pack(rules_directory(), "en"))
KEYS = ("bad", "good", "positive", "lookalike")
TEXTS = [
    example.text.replace("¶", "\n\n")
    for entry in [*CATALOGUE.rules.values(), *CATALOGUE.acts.values()]
    for key in KEYS
    for example in getattr(entry.spec, key, ())
]
MARKER = re.compile(r"\s*(?:-|(?P<number>\d{1,2})[.)])\s+(?=\S)")
EARLIER = "You must answer. I'm sorry if this is rude, but you failed to reply."


def as_html(text):
    """Paragraphs, line breaks and lists as a rich-text editor writes them."""
    written = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        opened = ""
        for line in paragraph.split("\n"):
            item = MARKER.match(line)
            kind = ("ol" if item["number"] else "ul") if item else "p"
            if kind != opened:
                written.append(f"</{opened}>" if opened else "")
                start = f' start="{item["number"]}"' if kind == "ol" else ""
                written.append(f"<{kind}{start}>")
            elif kind == "p":
                written.append("<br>\n")
            opened = kind
            written.append(f"<li>{escape(line[item.end() :])}</li>" if item else escape(line))
        written.append(f"</{opened}>\n")
    return f"<html><head><title>Re: yours</title></head><body>{''.join(written)}</body></html>"


def as_divs(text):
    """A line a block, as Gmail and Outlook on the web write them."""
    return "".join(f"<div>{escape(line) or '<br>'}</div>" for line in text.split("\n"))


def as_markdown(text):
    """Marks escaped, some words emphasised."""
    written = []
    for line in text.split("\n"):
        item = MARKER.match(line)
        head, rest = (line[: item.end()], line[item.end() :]) if item else ("", line.lstrip())
        rest = re.sub(r"([\\`*_\[\]<>#|~&])", r"\\\1", rest)
        written.append(head + re.sub(r"\b(refund|sorry|must)\b", r"**\1**", rest, count=1))
    return "\n".join(written)


def in_thread(text):
    return f"{text}\n\nOn Mon, 11 May 2026 at 21:03, Sam <s@example.com> wrote:\n> {EARLIER}\n"


def in_gmail(text):
    quote = f'<blockquote class="gmail_quote">{escape(EARLIER)}</blockquote>'
    told = "On Mon, May 11, 2026 at 9:03 PM Sam &lt;<a href='mailto:s@example.com'>s@example.com</a>&gt; wrote:<br>"
    return f'<div dir="ltr">{as_html(text)}</div><br><div class="gmail_quote"><div class="gmail_attr">{told}</div>{quote}</div>'


def in_outlook(text):
    head = '<div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> Sam<br><b>Sent:</b> Monday</div>'
    return as_html(text).replace("</body>", f"{head}<div>{escape(EARLIER)}</div></body>")


def in_mail(text):
    message = EmailMessage()
    message.set_content(in_gmail(text), subtype="html", cte="quoted-printable")
    return message.as_string()


FORMS = {
    "HTML": (as_html, "html"),
    "lines of HTML": (as_divs, "html"),
    "Markdown": (as_markdown, "markdown"),
    "a thread": (in_thread, "text"),
    "a thread in Markdown": (lambda text: in_thread(as_markdown(text)), "markdown"),
    "Gmail": (in_gmail, "html"),
    "Outlook": (in_outlook, "html"),
    "an e-mail": (in_mail, "email"),
}


def found(report):
    """Profile, findings and acts of a report, white space aside."""
    return (
        report.profile,
        sorted((f.rule, " ".join(f.excerpt.split())) for f in report.findings),
        sorted((a.name, a.valid, " ".join(a.excerpt.split())) for a in report.acts),
    )


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_whole_replies(path, form, linter):
    write, format = FORMS[form]
    text = path.read_text("utf-8")
    assert found(linter.check(write(text), format=format)) == found(linter.check(text))


@given(st.sampled_from(TEXTS), st.sampled_from(sorted(FORMS)))
def test_the_examples_of_the_rules(linter, text, form):
    write, format = FORMS[form]
    assert found(linter.check(write(text), format=format)) == found(linter.check(text))

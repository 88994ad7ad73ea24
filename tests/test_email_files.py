"""E-mail files: the part that the customer reads, in whatever coding, and which of it is the reply."""

from email.message import EmailMessage

import pytest

from replylint.drafts.draft import read_draft
from replylint.drafts.segments import BlockKind
from replylint.drafts.source import read_source
from replylint.errors import DraftError
from replylint.language.sentences import split_reading


def own(source, pack):
    reading = read_draft(source, pack).readings[0]
    return [s.text for s in split_reading(reading, pack) if s.kind in (BlockKind.BODY, BlockKind.ITEM)]


def raw(body, charset="utf-8", kind="text/plain", coding="8bit"):
    head = f"Subject: x\nMIME-Version: 1.0\nContent-Type: {kind}; charset={charset}\nContent-Transfer-Encoding: {coding}\n\n"
    return head.encode() + body


def test_mail_of_html_alone_is_read_from_its_html(linter):
    message = EmailMessage()
    message.set_content("<p>Hi Ann,</p><p>You <b>must</b> send the form.</p>", subtype="html", cte="base64")
    report = linter.check_bytes(bytes(message), "x.eml")
    assert report.location.part == "text/html"
    found = next(f for f in report.findings if f.rule == "command")
    assert report.source[found.span.start : found.span.end] == "You <b>must</b> send"
    assert linter.check(message.as_string(), format="email").findings


def test_an_empty_plain_part_beside_html_is_passed_over():
    message = EmailMessage()
    message.set_content("\n")
    message.add_alternative("<p>We lost it.</p>", subtype="html")
    assert read_source(bytes(message), "x.eml").format == "html"


@pytest.mark.parametrize(
    ("body", "charset", "text"),
    [
        ("café – naïve".encode("cp1252"), "iso-8859-1", "café – naïve"),
        ("Λάθος".encode("iso-8859-7"), "iso-8859-7", "Λάθος"),
        ("お詫び".encode("iso-2022-jp"), "iso-2022-jp", "お詫び"),
        ("café".encode(), "us-ascii", "café"),
        ("café".encode(), '"utf8"', "café"),
    ],
)
def test_charsets(body, charset, text):
    source = read_source(raw(body, charset), "x.eml")
    assert (source.text.strip(), source.note) == (text, "")


@pytest.mark.parametrize(
    ("body", "charset", "note"),
    [
        (b"caf\xe9 ol\xe9", "utf-8", "2 characters are not valid utf-8"),
        (b"caf\xe9", "x-made-up", "“x-made-up” is unknown"),
    ],
)
def test_a_wrong_charset_is_said_and_not_refused(body, charset, note, linter):
    report = linter.check_bytes(raw(b"You must send it. " + body, charset), "x.eml")
    assert report.findings
    assert note in " ".join(report.notes)


def test_mail_without_words_is_refused_with_the_reason():
    message = EmailMessage()
    message.add_attachment("You must", filename="a.txt")
    with pytest.raises(DraftError, match="no part with text"):
        read_source(bytes(message), "x.eml")


@pytest.mark.parametrize(
    "history",
    [
        "On Mon, 11 May 2026 at 21:03, Sam <s@example.com> wrote:",
        "Op ma 11 mei 2026 om 21:03 schreef Sam Reyes <s@example.com>:",
        "Στις Δευ 11 Μαΐ 2026 στις 9:03 μ.μ., ο χρήστης Sam <s@example.com> έγραψε:",
        "Am Mo., 11. Mai 2026 um 21:03 Uhr schrieb Sam <s@example.com>:",
        "Sam <s@example.com> schrieb am Mo., 11. Mai 2026,\n21:03:",
        "Le lun. 11 mai 2026 à 21:03, Sam <s@example.com> a écrit :",
        "Le 11/05/2026 à 21:03, Sam Reyes\n<s@example.com>\na écrit :",
        "Den 11. mai 2026 kl. 21.03 skrev Sam <s@example.com>:",
        "El lun, 11 may 2026 a las 21:03, Sam (<s@example.com>) escribió:",
        "2026-05-11 21:03 GMT+02:00 Sam <s@example.com>:",
        "-----Ursprüngliche Nachricht-----\nVon: Sam",
        "-------- Message d'origine --------",
        "Von: Sam\nGesendet: Montag\nAn: Lena\nBetreff: Lampe",
        "De : Sam\nEnvoyé : lundi\nÀ : Lena\nObjet : Lampe",
        "________________________________\nVan: Sam\nVerzonden: maandag\nAan: Lena\nOnderwerp: Lamp",
        "Begin forwarded message:",
    ],
)
@pytest.mark.parametrize("mark", ["", "> "])
def test_history_in_many_languages(history, mark, pack):
    text = f"Hi Sam,\n\nWe lost it.\n\nKind regards,\nLena\n\n{history}\n\n{mark}You must be joking.\n{mark}Really.\n"
    assert own(text, pack) == ["We lost it."]
    reading = read_draft(text, pack).readings[0]
    quoted = "".join(reading.text.text[b.start : b.end] for b in reading.blocks if b.kind is BlockKind.QUOTE)
    assert history in quoted.replace("\xa0", " ")


@pytest.mark.parametrize(
    "line",
    [
        "On 3 May you wrote:",
        "As you wrote on 12 May 2026:",
        "On 12 May 2026 you wrote:",
        "You wrote at 14:30 that nobody came:",
        "Please send it to help@shop.example, as I wrote on 3 May:",
        "Our driver wrote at 14:30:",
        "Please bring these on 3 May:",
        "Thank you,",
        "Here is what our driver wrote about door 12:",
        "Your journey:\nFrom: Berlin\nTo: Paris\nDate: 3 May",
        "Send them to help@shop.example by 12:00:",
    ],
)
def test_a_reply_is_never_cut_short(line, pack):
    text = f"Hi Sam,\n\nWe lost it.\n\n{line}\n\nYour lamp never came.\n\nKind regards,\nLena"
    assert own(text, pack)[-1] == "Your lamp never came."


def test_a_reply_below_the_quotes_is_read(pack):
    text = "On Mon, 11 May 2026 at 21:03, Sam <s@example.com> wrote:\n> You must answer.\n> Now.\n\nHi Sam,\n\nWe lost it.\n\nLena"
    assert own(text, pack) == ["We lost it."]


@pytest.mark.parametrize(
    "footer",
    [
        "Sent from my iPhone",
        "Verzonden vanaf mijn iPhone",
        "Von meinem iPhone gesendet",
        "Envoyé de mon iPhone",
        "Στάλθηκε από το iPhone μου",
        "This e-mail and any attachments may be confidential. You must not read it.",
        "Ce message est confidentiel et destiné à son destinataire. You must not read it.",
    ],
)
def test_footers_are_left_out(footer, pack):
    text = f"Hi Sam,\n\nWe lost it.\n\n{footer}"
    assert own(text, pack) == ["We lost it."]


def test_headers_at_the_top_are_those_of_the_draft(pack):
    text = "From: Lena <l@example.org>\nTo: Sam <s@example.com>\nSubject: Your lamp\n\nHi Sam,\n\nWe lost it.\n\nLena"
    assert own(text, pack) == ["We lost it."]
    history = "From: Sam <s@example.com>\nTo: Lena\nSubject: My lamp\n\nYou must be joking.\n"
    assert own(f"{text}\n\n{history}", pack) == ["We lost it."]

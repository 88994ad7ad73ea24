"""HTML drafts are read as a mail program shows them, and mail programs' own marks tell what is history."""

import pytest

from replylint.drafts.draft import read_draft
from replylint.drafts.layer import LeftOut
from replylint.drafts.segments import BlockKind
from replylint.drafts.source import Source
from replylint.language.sentences import split_reading


def read(html, pack):
    return read_draft(Source(html, "html"), pack)


def shown(html, pack):
    return read(html, pack).shown


def sentences(html, pack):
    reading = read(html, pack).readings[0]
    return [s.text for s in split_reading(reading, pack) if s.kind in (BlockKind.BODY, BlockKind.ITEM)]


def blocks(html, pack, kind):
    reading = read(html, pack).readings[0]
    return [reading.text.text[b.start : b.end].strip() for b in reading.blocks if b.kind is kind]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>We <b>lost</b> the\n   crate.</p>", "We lost the crate."),
        ("<p>One.</p>\n<p>Two.</p>", "One.\n\nTwo."),
        ("<div>One.</div><div><br></div><div>Two.</div>", "One.\n\nTwo."),
        ("<div>One.<br></div><div>Two.</div>", "One.\nTwo."),
        ("One.<br>\n Two.<br/><br/>Three.", "One.\nTwo.\n\nThree."),
        ("<ul><li>a kettle</li><li><p>a lid</p></li><li></li></ul>", "- a kettle\n\n- a lid"),
        ("<ol start=4><li>pack it<li>ring us</ol>then wait", "4. pack it\n5. ring us\nthen wait"),
        ("<ol><li>a<ul><li>b</ul><li>c</ol>", "1. a\n- b\n2. c"),
        ("<h2>Refund</h2>We sent it.", "Refund\n\nWe sent it."),
        ("<p class=MsoNormal>Bye,</p><p class=MsoNormal>Ann</p>", "Bye,\nAnn"),
        ("Caf&eacute; &amp; bar&#33; &#x20AC;5 &lt;3 &copy 2026", "Café & bar! €5 <3 © 2026"),
        ("fish &notit; &bogus; &", "fish ¬it; &bogus; &"),
        ("a&nbsp;&#32;b", "a\xa0 b"),
        ("she said <q>no</q>", "she said “no”"),
        ("I &lt;3 you, 2 < 3 and a<b", "I <3 you, 2 < 3 and a<b"),
        ("<p title='a > b'>yes</p>", "yes"),
        ('<p title="never closed>yes</p> and on', "yes\n\nand on"),
        ("a<!-- b -->c<![if !mso]>d<![endif]><!--[if mso]>e<![endif]-->", "acd"),
        ("<html><head><title>x</title><style>p{}</style></head><body>y<script>if(a<b)</script></body>", "y"),
        ("<head><meta charset=utf-8><p>We lost it.", "We lost it."),
        ("type <code>help me</code> now", "type X now"),
        ("<code>never closed", "never closed"),
        ('Dear <attribute name="first_name" />,', 'Dear <attribute name="first_name" />,'),
    ],
)
def test_what_is_shown(html, text, pack):
    assert shown(html, pack) == text


@pytest.mark.parametrize(
    "hidden",
    [
        '<div style="display: none; color:red">Preheader</div>',
        "<span style='visibility:hidden'>Preheader</span>",
        "<p hidden>Preheader</p>",
        '<div style="max-height:0; overflow:hidden">Preheader</div>',
        '<td style="mso-hide:all">Preheader</td>',
        "<!-- Preheader -->",
    ],
)
def test_hidden_words_are_not_read_and_said_to_be_hidden(hidden, pack):
    draft = read(f"{hidden}<p>We lost it.</p>", pack)
    assert draft.shown == "We lost it."
    assert [mark.why for mark in draft.unseen] == [LeftOut.HIDDEN]
    assert "Preheader" in draft.source[draft.unseen[0].start : draft.unseen[0].end]


HISTORY = "You must be joking."


@pytest.mark.parametrize(
    "history",
    [
        f'<div class="gmail_quote"><div class="gmail_attr">On Mon, 11 May 2026, Sam &lt;s@example.com&gt; wrote:<br></div><blockquote class="gmail_quote">{HISTORY}</blockquote></div>',
        f'<div class="gmail_quote">---------- Forwarded message ---------<br>From: Sam<br>{HISTORY}</div>',
        f'<blockquote type="cite"><div>On 11 May 2026, Sam wrote:</div>{HISTORY}</blockquote>',
        f'<div class="moz-cite-prefix">Am 11.05.26 um 21:03 schrieb Sam:</div><blockquote type=cite>{HISTORY}</blockquote>',
        f'<div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>Von:</b> Sam</div><p>{HISTORY}</p>',
        f'<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p><b>From:</b> Sam</p></div></div><p>{HISTORY}</p>',
        f'<div id="ydp1yahoo_quoted_7" class="ydp1yahoo_quoted"><p>{HISTORY}</p></div>',
        f'<div class="protonmail_quote">Sam:<br><blockquote>{HISTORY}</blockquote></div>',
        f'<hr id="zwchr" data-marker="__DIVIDER__"><p>{HISTORY}</p>',
        f'<div name="quote"><p>{HISTORY}</p></div>',
        f"<p>On 11 May 2026 at 9:03, Sam wrote:</p><p>{HISTORY}</p>",
    ],
)
def test_history_of_mail_programs_is_left_out(history, pack):
    html = f"<p>Hi Sam,</p><p>We lost it.</p><p>Kind regards,<br>Lena</p>{history}"
    assert sentences(html, pack) == ["We lost it."]
    assert HISTORY in "".join(blocks(html, pack, BlockKind.QUOTE))
    assert blocks(html, pack, BlockKind.CLOSING) == ["Kind regards,"]


def test_answers_between_the_quotes_of_gmail_are_read(pack):
    html = (
        '<div class="gmail_quote"><div class="gmail_attr">On Mon, 11 May 2026, Sam wrote:</div>'
        '<blockquote class="gmail_quote">Where is it?</blockquote><div>We lost it.</div>'
        '<blockquote class="gmail_quote">And my money?</blockquote><div>We sent it.</div></div>'
    )
    assert sentences(html, pack) == ["We lost it.", "We sent it."]


def test_an_indented_paragraph_is_no_quote(pack):
    html = '<blockquote style="margin:0 0 0 40px;border:none;padding:0px"><div>We lost it.</div></blockquote>'
    assert sentences(html, pack) == ["We lost it."]


@pytest.mark.parametrize(
    "attribute",
    ['class="gmail_signature"', 'id="Signature"', 'class="moz-signature"', 'name="messageSignatureSection"'],
)
def test_a_marked_signature_is_left_out_and_its_closing_is_read(attribute, pack):
    html = f"<p>Hi Sam,</p><p>We lost it.</p><div {attribute}><p>Kind regards,</p><p>Lena</p><p>You must call 020 123</p></div>"
    assert sentences(html, pack) == ["We lost it."]
    assert blocks(html, pack, BlockKind.CLOSING) == ["Kind regards,"]
    assert "020 123" in blocks(html, pack, BlockKind.SIGNATURE)[0]


def test_cells_of_data_are_left_out_and_those_of_a_layout_are_read(pack):
    table = "<table><tr><th>You must</th><th>Sum</th></tr><tr><td>Pay</td><td>€5</td></tr></table>"
    layout = (
        f"<table role=presentation><tr><td><img src=x></td><td><p>We lost it.</p>{table}</td></tr></table>"
    )
    assert sentences(layout, pack) == ["We lost it."]
    assert blocks(layout, pack, BlockKind.TABLE)


def test_blocks_of_code_are_left_out_unless_they_are_all_there_is(pack):
    assert sentences("<p>We fixed it.</p><pre>you must\n  reboot</pre>", pack) == ["We fixed it."]
    assert sentences("<html><body><pre>We fixed it.\n\nSorry.</pre></body></html>", pack) == [
        "We fixed it.",
        "Sorry.",
    ]


def test_a_finding_stands_at_its_place_in_the_markup(linter):
    html = "<p>Hi&nbsp;Ann,</p><p>You <i>must</i>&#32;send us the form.</p>"
    found = next(f for f in linter.check(html, format="html").findings if f.rule == "command")
    assert html[found.span.start : found.span.end] == found.source_excerpt == "You <i>must</i>&#32;send"
    assert found.excerpt == "You must send"


def test_a_preformatted_reply_above_history_is_read(pack):
    history = '<div class="moz-cite-prefix">Am 11.05.26 schrieb Sam:</div><blockquote type=cite><pre>joking</pre></blockquote>'
    assert sentences(f"<pre>We fixed it.\n</pre>{history}", pack) == ["We fixed it."]

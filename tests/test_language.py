"""The language of each draft is told; one that no pack covers is left alone and said to be."""

import pytest

from replylint import Linter
from replylint.errors import ConfigError
from replylint.language import detection
from replylint.language.detection import UNKNOWN, tell_language

COVERED = ("el", "en", "nl")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Hi Ann, we lost your lamp. I'm sorry."),
        ("en", "Thanks for letting me know."),
        ("en", "Order 4471 left our warehouse in Rotterdam this morning."),
        ("nl", "Beste Anna, we zijn uw lamp kwijtgeraakt. Het spijt me."),
        ("nl", "Sorry voor het ongemak."),
        ("nl", "Uw terugbetaling van €49 is vandaag verstuurd."),
        ("el", "Αγαπητή Άννα, χάσαμε το φωτιστικό σας."),
        ("el", "Συγγνώμη για την καθυστέρηση."),
        ("de", "Liebe Anna, wir haben Ihre Lampe verloren. Es tut mir leid."),
        ("de", "Entschuldigung für die Umstände."),
        ("fr", "Chère Anna, nous avons perdu votre lampe."),
        ("fr", "Veuillez nous envoyer le reçu avant vendredi."),
        ("es", "Estimada Ana, hemos perdido su lámpara."),
        ("es", "Le llamaré el lunes a las 10."),
        (UNKNOWN, "OK 👍 12345"),
        (UNKNOWN, ""),
    ],
)
def test_the_language_of_short_mail(language, text):
    assert tell_language(text, COVERED) == language


@pytest.fixture(scope="module")
def auto():
    return Linter(language="auto")


def test_each_draft_is_checked_in_its_language(auto):
    english = auto.check("Hi Ann,\n\nYou must send us the form.")
    assert (english.language, english.skipped) == ("en", None)
    assert [f.rule for f in english.findings if "must" in f.excerpt] == ["command"]
    dutch = auto.check("Beste Anna,\n\nSorry als u zich daardoor vervelend voelt. We sturen het morgen.")
    assert dutch.language == "nl"
    assert "conditional-apology" in [f.rule for f in dutch.findings]


def test_a_language_without_a_pack_is_left_alone(auto):
    report = auto.check("Bonjour Madame,\n\nVous devez nous envoyer le formulaire avant vendredi.")
    assert (report.ok, report.language, report.findings) == (True, "fr", ())
    assert "“fr”" in report.skipped


def test_too_few_words_tell_no_language(auto):
    assert "could not be told" in auto.check("👍 12345").skipped


def test_the_language_is_told_by_the_writers_own_words(auto):
    history = (
        "Le lun. 11 mai 2026 à 21:03, Sam <s@example.com> a écrit :\n"
        + "> Vous devez me répondre, c'est urgent.\n" * 9
    )
    assert auto.check(f"Hi Sam,\n\nWe lost your lamp.\n\n{history}").language == "en"
    html = f"<p>Hi Sam,</p><p>We lost your lamp.</p><blockquote type=cite>{'Vous devez me répondre. ' * 9}</blockquote>"
    assert auto.check(html, format="html").language == "en"


def test_auto_can_be_asked_for_by_a_check(linter):
    assert linter.check("Vous devez nous envoyer le formulaire.", language="auto").language == "fr"
    assert [r.language for r in linter.check_many([{"text": "Het spijt me zeer.", "language": "auto"}])] == [
        "nl"
    ]


def test_without_the_library_the_extra_is_named(monkeypatch, linter):
    monkeypatch.setattr(detection, "_LIBRARY", "no_such_library")
    with pytest.raises(ConfigError, match=r"replylint\[langdetect\]"):
        Linter(language="auto")
    with pytest.raises(ConfigError, match=r"replylint\[langdetect\]"):
        linter.check("Hello there", language="auto")

"""A run made by hand, so that what formats print does not depend on how rules are worded."""

import hashlib

from replylint.report import (
    Act,
    Credit,
    Edit,
    Finding,
    Lines,
    Location,
    PackInfo,
    Problem,
    Related,
    Report,
    RuleInfo,
    Run,
    Severity,
    Suggestion,
)

REPLY = (
    "Hi María 👋🏽,\r\n\r\nYou must\tsend the παραλαβή, but <b>we</b> can't | promise @anna.\r\n"
    "Sorry, “it” happened: 100%.\r\nYou must call::us.\r\n"
)
EXPORT = '{"macros": [{"title": "Late, again", "text": "You must wait. 😀 You must wait."}]}'
MAIL = "Dear Ann,\n\nYou must wait.\n"

RULES = {
    "command": RuleInfo(
        family="tone",
        severity=Severity.WARNING,
        definition="An order to the customer.",
        why="Orders anger.",
        say=("Could you {do it}?",),
        sources=("A guide, 2022", "A study, 2014"),
    )
}


def finding(source, words, location, rule="command", severity="warning", nth=0, **more):
    start = -1
    for _ in range(nth + 1):
        start = source.index(words, start + 1)
    return Finding(
        rule=rule,
        family="tone",
        severity=severity,
        message=more.pop("message", f"“{words}” gives an order."),
        why="Orders anger.",
        sources=("GUIDE",),
        span=Lines(source).span(start, start + len(words)),
        excerpt=words,
        source_excerpt=words,
        location=location,
        fingerprint=hashlib.sha256(f"{rule}{words}".encode()).hexdigest()[:16],
        **more,
    )


def report(source, location, findings=(), **more):
    ok = not any(f.severity.at_least(Severity.WARNING) for f in findings)
    more = {"profile": "complaint-reply", "profile_reason": "it greets", **more}
    return Report(ok=ok, location=location, language="en", findings=findings, **more).with_source(source)


def sampled():
    reply, export, mail = (
        Location(path="replies/it's 100%, späť.txt"),
        Location(path="macros.json", pointer="/macros/0/text", title="Late, again"),
        Location(path="mail/old.eml", part="text/plain"),
    )
    must, but = REPLY.index("You must"), REPLY.index(", but")
    rewritten = Suggestion(
        text="Could you send the παραλαβή? <b>we</b> can't | promise @anna.",
        edits=(Edit(start=but, end=but + 5, text="?"), Edit(start=must, end=must + 8, text="Could you")),
        applicability="unsafe",
    )
    other = Related(
        span=Lines(REPLY).span(REPLY.index("Sorry"), REPLY.index("Sorry") + 5),
        excerpt="Sorry",
        note="the apology",
    )
    first = (
        finding(
            REPLY,
            "Hi María 👋🏽,",
            reply,
            "missing-thanks",
            "suggestion",
            anchor="after",
            message="There is no word of thanks.",
            suggestions=(Suggestion(text="Thank you for {it}."),),
        ),
        finding(REPLY, "You must", reply, suggestions=(rewritten, Suggestion(text="Could you {do it}?"))),
        finding(REPLY, "but", reply, "but-after", "error", related=(other,), also=("but-however",)),
        finding(REPLY, "You must", reply, nth=1, path="when `order.late` is false"),
    )
    return Run(
        reports=(
            report(
                REPLY,
                reply,
                first,
                credits=(
                    Credit(act="apology", label="apology", state="present"),
                    Credit(act="next-step", label="next step", state="partial", note="no time"),
                    Credit(act="ownership", label="ownership", state="missing"),
                ),
                acts=(Act(name="apology", valid=True, span=other.span, excerpt="Sorry"),),
            ),
            report(
                EXPORT,
                export,
                (finding(EXPORT, "You must", export), finding(EXPORT, "You must", export, nth=1)),
                extent=Lines(EXPORT).span(EXPORT.index('"You must'), EXPORT.index("}]}")),
            ),
            report(
                MAIL, mail, (finding(MAIL, "You must", mail, suggestions=(Suggestion(text="Please wait."),)),)
            ),
            report("We will.", Location(path="replies/fine.txt")),
            report("A note.", Location(path="replies/note.txt"), profile="internal-note", skipped="a note"),
        ),
        problems=(Problem(path="replies/empty.txt", message="replies/empty.txt: is empty."),),
        packs=(
            PackInfo(name="replylint", version="0.9", digest="5a" * 32),
            PackInfo(name="acme", version="1.2.0", digest="c3" * 32),
        ),
        rulebook="0123456789abcdef" * 4,
    )

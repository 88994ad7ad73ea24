"""Writes what is generated in docs/: a page per rule and act, their index, and the JSON schema of a run.

python docs/generate.py            # write
python docs/generate.py --check    # only compare; exit 1 when something is out of date
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from replylint import Linter, Run
from replylint.rulebook.catalogue import AnyRule, Catalogue
from replylint.rulebook.schema import Example, RefusalRule

_DEFAULTS = {"on": "on", "off": "off", "with-complaint": "on where the complaint is supplied"}
DOCS = Path(__file__).resolve().parent


def pages() -> dict[str, str]:
    """Every generated file and its content."""
    catalogue = Linter().catalogue
    made = {f"rules/{name}.md": "\n".join(rule_page(catalogue, name)) for name in catalogue.rules}
    made |= {
        f"acts/{name}.md": "\n".join(act_page(catalogue, name))
        for name in catalogue.acts
        if not catalogue.act(name).internal
    }
    made["rules/README.md"] = "\n".join(index(catalogue))
    made["profiles.md"] = "\n".join(profiles(catalogue))
    made["report.schema.json"] = json.dumps(Run.model_json_schema(mode="serialization"), indent=2) + "\n"
    return made


def index(catalogue: Catalogue) -> Iterator[str]:
    """All rules by family, then all acts."""
    yield "# Rules\n"
    yield "Generated from the rule files by `python docs/generate.py`.\n"
    families = dict.fromkeys(entry.family for entry in catalogue.rules.values())
    for family in families:
        yield f"## {family}\n\n| rule | severity | finds |\n|---|---|---|"
        for name, entry in catalogue.rules.items():
            if entry.family == family:
                rule = catalogue.rule(name)
                default = "" if rule.default == "on" else f" ({_DEFAULTS[rule.default]})"
                yield f"| [{name}]({name}.md) | {_severities(rule)}{default} | {rule.definition} |"
        yield ""
    yield "## Speech acts\n\n| act | what it is |\n|---|---|"
    for name in catalogue.acts:
        act = catalogue.act(name)
        if not act.internal:
            yield f"| [{name}](../acts/{name}.md) | {act.definition} |"
    yield ""
    yield "What each kind of text is asked for: [profiles](../profiles.md).\n"


def profiles(catalogue: Catalogue) -> Iterator[str]:
    """The profile table: what is asked for, what is left off."""
    yield "# Profiles\n"
    yield "Generated from `rules/profiles.toml` and the rule files by `python docs/generate.py`.\n"
    yield "A profile says what kind of text it is. Wording rules hold in all of them but `internal-note`,"
    yield "which is left alone; what is missing, and in which order it comes, is judged where the table says"
    yield "so.\n"
    yield "| profile | for | asked for | a refusal is judged | off |\n|---|---|---|---|---|"
    for name, profile in catalogue.profiles.items():
        asked = [_link(rule) for rule in catalogue.rules if name in catalogue.rule(rule).profiles]
        off = ", ".join(map(_link, profile.off)) or "–"
        refusal = "yes" if profile.refusal else "–"
        yield f"| `{name}` | {profile.use} | {', '.join(asked) or '–'} | {refusal} | {off} |"
    yield ""


def _link(rule: str) -> str:
    return f"[{rule}](rules/{rule}.md)"


def rule_page(catalogue: Catalogue, name: str) -> Iterator[str]:
    """What, why, source, what to say, examples, near misses and known gaps."""
    rule = catalogue.rule(name)
    yield f"# {name}\n"
    yield f"{rule.definition}\n"
    family, default = catalogue.rules[name].family, _DEFAULTS[rule.default]
    yield f"**Severity**: {_severities(rule)}. **Family**: {family}. **Default**: {default}.\n"
    if rule.aliases:
        yield f"**Earlier names**: {', '.join(f'`{alias}`' for alias in rule.aliases)}.\n"
    if rule.profiles:
        yield f"**Judged in**: {', '.join(f'`{p}`' for p in rule.profiles)}.\n"
    if isinstance(rule, RefusalRule):
        yield "**Judged** where a refusal is found, in profiles that judge refusals.\n"
    if rule.outranks:
        yield f"On the same words it takes in: {', '.join(f'[{r}]({r}.md)' for r in rule.outranks)}.\n"
    yield f"## Why\n\n{rule.why}\n"
    yield "## Say instead\n"
    yield from (f"- {suggestion}" for suggestion in rule.suggestions)
    if rule.rewrite:
        yield "\n## Rewritten for you\n"
        for rewrite in rule.rewrite:
            how = "`--fix`" if rewrite.applicability == "safe" else "`--unsafe-fixes`: read the result"
            yield from (f"- {before} → {after} ({how})" for before, after in rewrite.examples)
    yield "\n## Flagged\n"
    yield from map(_example, rule.bad)
    yield "\n## Fine\n"
    yield from map(_example, rule.good)
    yield from _gaps(rule.known_gaps)
    if name in catalogue.measured:
        yield f"\n## Measured\n\n{catalogue.measured[name]}.".replace("\n\nno", "\n\nNo")
    yield "\n## Sources\n"
    for key in rule.sources:
        source = catalogue.sources[key]
        yield f"- **{key}** (grade {source.grade}): {source.title}"
    yield ""


def act_page(catalogue: Catalogue, name: str) -> Iterator[str]:
    """What counts as the act and what only looks like it."""
    act = catalogue.act(name)
    yield f"# {name}\n"
    yield f"{act.definition}\n"
    for rule, note in act.vetoed_by.items():
        found = f"finds it {note}" if note else "finds the same words"
        yield f"Does not count where [{rule}](../rules/{rule}.md) {found}.\n"
    yield "## Counts\n"
    yield from map(_example, act.positive)
    yield "\n## Only looks like it\n"
    yield from map(_example, act.lookalike)
    yield from _gaps(act.known_gaps)
    yield ""


def _severities(rule: AnyRule) -> str:
    other = sorted(
        {m.severity.value for m in getattr(rule, "match", ()) if m.severity} - {rule.severity.value}
    )
    return rule.severity.value + (f" ({', '.join(other)} by wording)" if other else "")


def _example(example: Example) -> str:
    profile = f" (profile `{example.profile}`)" if example.profile else ""
    return f"- {example.text}{profile}"


def _gaps(gaps: tuple[Example, ...]) -> Iterator[str]:
    if gaps:
        yield "\n## Known gaps\n"
        yield from (f"- {gap.text} (should be {gap.expect}: {gap.why})" for gap in gaps)


def main() -> None:
    made = pages()
    stale = [
        name
        for name, text in made.items()
        if not (DOCS / name).is_file() or (DOCS / name).read_text("utf-8") != text
    ]
    left = [
        p
        for folder in ("rules", "acts")
        for p in (DOCS / folder).glob("*.md")
        if f"{folder}/{p.name}" not in made
    ]
    if "--check" in sys.argv:
        if stale or left:
            names = ", ".join([*stale, *(str(p) for p in left)])
            raise SystemExit(f"docs are out of date: {names}. Run: python docs/generate.py")
        return
    for path in left:
        path.unlink()
    for name in stale:
        (DOCS / name).parent.mkdir(parents=True, exist_ok=True)
        (DOCS / name).write_text(made[name], "utf-8")


if __name__ == "__main__":
    main()

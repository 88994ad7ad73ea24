"""What a rule file may say. Unknown keys are refused; every rule has a source, a bad and a good example."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from replylint.drafts.segments import BlockKind
from replylint.errors import RuleError, nearest
from replylint.packs import RuleFile
from replylint.report import Severity

Pattern = str | list[dict[str, Any]]
"""A phrase, a spaCy Matcher pattern, or (with RIGHT_ID) a spaCy DependencyMatcher pattern."""

_LINTED = (BlockKind.BODY, BlockKind.ITEM, BlockKind.CLOSING)


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Example(_Strict):
    """A text of a rule's own tests; ``¶`` in it is a paragraph break."""

    text: str
    profile: str | None = None
    kind: Literal["draft", "template"] = "draft"
    format: Literal["text", "html", "markdown"] = "text"
    declared: tuple[str, ...] = ()
    """The merge fields that the helpdesk knows."""
    why: str = ""
    """For a known gap: why it does not hold."""
    expect: Literal["bad", "good", "positive", "lookalike"] | None = None
    """For a known gap: what the text is and is not yet seen as."""

    @model_validator(mode="before")
    @classmethod
    def _from_string(cls, value: Any) -> Any:
        return {"text": value} if isinstance(value, str) else value


class Near(_Strict):
    """Acts that stand near a match: within so many sentences before or after it (0: the same sentence)."""

    acts: tuple[str, ...] = Field(min_length=1)
    where: Literal["before", "after", "around"] = "around"
    within: int = Field(default=0, ge=0, le=1000)
    valid: bool = True
    """Whether only acts that count are looked for."""


class Wording(_Strict):
    """Words in a sentence. They are found where a pattern or a regex matches and all conditions are met."""

    patterns: tuple[Pattern, ...] = ()
    regex: tuple[str, ...] = ()
    """Regular expressions over the sentence with case and accents folded."""
    also: tuple[Pattern, ...] = ()
    """One of these must stand in the same sentence."""
    unless: tuple[Pattern, ...] = ()
    """None of these may stand in the same sentence."""
    unless_overlapping: tuple[Pattern, ...] = ()
    """None of these may share a word with the match."""
    near: tuple[Near, ...] = ()
    unless_near: tuple[Near, ...] = ()
    blocks: tuple[BlockKind, ...] = _LINTED
    numbered_steps: bool = True
    """Whether a numbered step of a list is read, too."""

    @model_validator(mode="after")
    def _has_pattern(self) -> Self:
        if not self.patterns and not self.regex:
            raise ValueError("a match needs patterns or a regex")
        return self


class Match(Wording):
    """One way to say it."""

    opening: bool = False
    """Whether only the first sentence of the reply itself is read."""
    at_least: int = Field(default=1, ge=1)
    """So many of these must stand in the reply; the one that makes it so many is reported."""
    one_more_for: tuple[str, ...] = ()
    """Acts of which each, like each numbered step after the first, allows one more."""
    severity: Severity | None = None
    message: str | None = None
    suggestions: tuple[str, ...] | None = None
    group: str = ""
    """A group that is reported only where it is switched on by name (``rule.group``), or where its rule is
    selected."""
    weak: str = ""
    """For an act: it is there and does not count, for this reason."""


class Rewrite(Wording):
    """How the agent can say it: what a finding becomes whose words overlap or touch these.

    The first rewrite of a rule that fits a finding is its first suggestion.
    """

    text: str
    """Stands instead of the words found; ``{match}`` in it is those words. Empty, it deletes them."""
    ending: str = ""
    """The new mark at the end of the sentence, such as ``?``."""
    sentence: bool = False
    """Whether the whole sentence is replaced, not only the words found."""
    advice: str = ""
    """What the suggestion says where nothing is left of the sentence."""
    applicability: Literal["safe", "unsafe"] = "unsafe"
    """``safe`` may be applied unseen; of ``unsafe`` the agent reads the result."""
    examples: tuple[tuple[str, str], ...] = Field(min_length=1)
    """Texts, each with what becomes of it."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.sentence and not (self.text or self.advice):
            raise ValueError('a rewrite that deletes the sentence needs an "advice" to show')
        return self

    def wording(self) -> Match:
        """What is looked for."""
        return Match.model_validate({name: getattr(self, name) for name in Wording.model_fields})


class _Rule(_Strict):
    definition: str
    """What the rule finds, in a line."""
    severity: Severity
    message: str
    why: str
    sources: tuple[str, ...] = Field(min_length=1)
    suggestions: tuple[str, ...] = Field(min_length=1)
    rewrite: tuple[Rewrite, ...] = ()
    default: Literal["on", "off", "with-complaint"] = "on"
    """Whether it is judged without being asked for; ``with-complaint``: where the complaint is supplied."""
    aliases: tuple[str, ...] = ()
    """Earlier ids of the rule, which go on working."""
    outranks: tuple[str, ...] = ()
    """Rules whose findings on the same words are folded into this one's (and those that they outrank)."""
    profiles: tuple[str, ...] = ()
    """Where it is judged; empty: wherever wording is."""
    bad: tuple[Example, ...] = Field(min_length=1)
    good: tuple[Example, ...] = Field(min_length=1)
    known_gaps: tuple[Example, ...] = ()

    def parts(self) -> tuple[tuple[Match, ...], ...]:
        """The groups of matches that the rule looks for."""
        return ()

    def acts_named(self) -> tuple[str, ...]:
        """The acts that the rule names outside its matches."""
        return ()

    def rules_named(self) -> tuple[str, ...]:
        """The other rules that it names."""
        return self.outranks


class WordingRule(_Rule):
    """Something is said that harms."""

    kind: Literal["wording"] = "wording"
    match: tuple[Match, ...] = Field(min_length=1)

    def parts(self) -> tuple[tuple[Match, ...], ...]:
        return (self.match,)


class PresenceRule(_Rule):
    """An act is missing from a complete reply."""

    kind: Literal["presence"]
    act: str
    profiles: tuple[str, ...] = Field(min_length=1)
    satisfied_by: tuple[str, ...] = ()
    """Other acts, or wording rules whose findings, make up for it."""
    only_with: tuple[str, ...] = ()
    """Acts of which one must be there, or nothing is missing; empty: always judged."""
    earlier: bool = False
    """Whether the act in an earlier message of the thread will do."""
    after: tuple[str, ...] = ()
    """Where it belongs: after the last of these acts that stands in the reply, else at the start."""
    weak_message: str | None = None
    """The message where the act is there and does not count; ``{note}`` is the reason."""
    weak_suggestions: tuple[str, ...] = ()

    def acts_named(self) -> tuple[str, ...]:
        return (self.act, *self.satisfied_by, *self.only_with, *self.after)


class RefusalRule(_Rule):
    """A refusal lacks one of its parts."""

    kind: Literal["refusal"]
    acts: tuple[str, ...] = Field(min_length=1)
    """Any of these makes it whole."""
    where: Literal["before", "after", "around"]
    within: int = Field(ge=0, le=100)

    def acts_named(self) -> tuple[str, ...]:
        return self.acts


class Order(_Strict):
    """Two parts of a reply in their order. Both are acts, or wording rules that find them."""

    first: tuple[str, ...] = Field(min_length=1)
    then: tuple[str, ...] = Field(min_length=1)
    then_is: Literal["earliest", "latest"] = "earliest"
    """Which one of `then` must not stand before the earliest of `first`."""
    strict: bool = False
    """Whether the order also counts inside one sentence."""
    grace: int = Field(default=0, ge=0)
    """It is in order where one of `first` stands in so many first sentences of the body."""
    within: int | None = Field(default=None, ge=0)
    """Instead of an order: how many sentences may lie between the two, on either side."""
    unless: tuple[Match, ...] = ()
    """Where one of these is found anywhere, the order is free."""
    report: Literal["first", "then"] = "first"
    """Which of the two the finding stands on; the other one is related."""
    message: str | None = None
    note: str
    """What the report says of the other one."""


class OrderRule(_Rule):
    """The parts of a reply come in the wrong order."""

    kind: Literal["order"]
    order: tuple[Order, ...] = Field(min_length=1)
    refusal: bool = False
    """Whether it is judged only where a refusal is."""

    def parts(self) -> tuple[tuple[Match, ...], ...]:
        return tuple(order.unless for order in self.order)

    def acts_named(self) -> tuple[str, ...]:
        return tuple(name for order in self.order for name in (*order.first, *order.then))


class Ending(_Strict):
    """One wrong note to end on: the last sentence holds one of `acts` (or wording rules)."""

    acts: tuple[str, ...] = Field(min_length=1)
    unless_acts: tuple[str, ...] = ()
    """… and none of these stands in the last `within` sentences."""
    within: int = Field(default=1, ge=1)
    severity: Severity | None = None
    message: str | None = None


class EndingRule(_Rule):
    """The reply ends on the wrong note."""

    kind: Literal["ending"]
    ending: tuple[Ending, ...] = Field(min_length=1)

    def acts_named(self) -> tuple[str, ...]:
        return tuple(name for ending in self.ending for name in (*ending.acts, *ending.unless_acts))


class ReferenceRule(_Rule):
    """The reply speaks of the matter in general words only, and never names the thing."""

    kind: Literal["reference"]
    match: tuple[Match, ...] = Field(min_length=1)
    """The general words."""
    at_least: int = Field(ge=1)
    specific: tuple[str, ...] = Field(min_length=1)
    """Acts of which any shows that the thing is named."""
    common: tuple[str, ...] = ()
    """Words (or ``@families``) that name nothing where they come back from the complaint."""

    def parts(self) -> tuple[tuple[Match, ...], ...]:
        return (self.match,)

    def acts_named(self) -> tuple[str, ...]:
        return self.specific


class PlaceholderRule(_Rule):
    """Something is wrong with a merge field."""

    kind: Literal["placeholder"]
    finds: Literal["unfilled", "without-fallback", "unknown", "in-word"] = "unfilled"
    """``unfilled``: every field in a draft, and notes to the author in a template, too. The others are judged
    in templates: the name in a greeting has no ``fallback``, the name of a field is ``unknown`` among those
    that were declared, a field stands ``in-word``."""
    match: tuple[Match, ...] = ()
    """For ``unfilled``, what else was left open: an empty greeting, "null" for a name."""
    joined: tuple[str, ...] = ()
    """For ``in-word``: what may be joined to a field, such as a unit."""

    def parts(self) -> tuple[tuple[Match, ...], ...]:
        return (self.match,)


class SuppressionRule(_Rule):
    """Something is wrong with a comment that suppresses findings."""

    kind: Literal["suppression"]
    finds: Literal["unused", "invalid", "visible"]
    """``unused``: nothing was suppressed by it. ``invalid``: it does not say what it must. ``visible``: the
    customer would see it."""
    problems: dict[str, str]
    """For each thing that can be wrong how the message says it, as its ``{problem}``. ``{rule}`` is the name
    that the comment gives, ``{nearest}`` the nearest right one."""

    @model_validator(mode="after")
    def _names_all_problems(self) -> Self:
        if missing := PROBLEMS[self.finds] - self.problems.keys():
            raise ValueError(f"there is no text for: {', '.join(sorted(missing))}")
        return self


PROBLEMS = {
    "unused": {"unused"},
    "invalid": {"malformed", "no-rule", "no-reason", "unknown", "unknown-near", "reserved"},
    "visible": {"always", "in-draft"},
}
"""What can be wrong, by what a `SuppressionRule` finds."""


class Conflict(_Strict):
    """Two statements that cannot both hold."""

    topic: str
    first: tuple[Match, ...] = ()
    second: tuple[Match, ...] = ()
    first_acts: tuple[str, ...] = ()
    second_acts: tuple[str, ...] = ()
    values: tuple[Literal["time", "duration", "money"], ...] = ()
    """Two matches of `first` that give different values of one of these kinds contradict each other."""
    about: tuple[str, ...] = ()
    """Words (or ``@families``) that say what is at stake: both statements must name the same of them."""
    aside: tuple[str, ...] = ()
    """Words that tell no two things apart. Where the rest of both statements has no word in common, they
    speak of different things and do not contradict each other."""
    breaks: tuple[str, ...] = ()
    """Words (or ``@families``) at which a statement ends, as at a comma: its reason, its time."""
    void: tuple[str, ...] = ()
    """A sentence with one of these words (or ``@families``) states nothing: it tells what somebody said."""


class ConflictRule(_Rule):
    """The reply says two things that cannot both hold."""

    kind: Literal["conflict"]
    conflict: tuple[Conflict, ...] = Field(min_length=1)
    lengths: dict[str, int] = Field(default_factory=dict)
    """What the units and number words of durations count, to compare hours with days, and in how many hours
    a day such as tomorrow is over at the latest."""
    hundredths: frozenset[str] = frozenset()
    """Names of a currency's small coins: 150 pence are £1.50."""

    def parts(self) -> tuple[tuple[Match, ...], ...]:
        return tuple(part for conflict in self.conflict for part in (conflict.first, conflict.second))

    def acts_named(self) -> tuple[str, ...]:
        return tuple(name for c in self.conflict for name in (*c.first_acts, *c.second_acts))


AnyRule = (
    WordingRule
    | PresenceRule
    | RefusalRule
    | ConflictRule
    | OrderRule
    | EndingRule
    | ReferenceRule
    | PlaceholderRule
    | SuppressionRule
)
Rule = Annotated[AnyRule, Field(discriminator="kind")]


class ActSpec(_Strict):
    """A speech act: what counts as one."""

    definition: str
    label: str
    """How the tally at the end of a report names it."""
    sources: tuple[str, ...] = ()
    internal: bool = False
    """An internal act serves conditions of rules and is not reported."""
    vetoed_by: dict[str, str] = Field(default_factory=dict)
    """Rules whose match on the same words makes the act invalid, and what the report then says; with nothing
    to say, there is no such act at all."""
    credit: bool = True
    """Whether the tally lists it where it is present."""
    match: tuple[Match, ...] = Field(min_length=1)
    positive: tuple[Example, ...] = Field(min_length=1)
    lookalike: tuple[Example, ...] = Field(min_length=1)
    known_gaps: tuple[Example, ...] = ()

    def parts(self) -> tuple[tuple[Match, ...], ...]:
        """The groups of matches that make the act: one."""
        return (self.match,)


_RULE: TypeAdapter[AnyRule] = TypeAdapter(Rule)


def read_rule(file: RuleFile) -> AnyRule:
    """The rule that a file describes.

    Raises:
        RuleError: names file, key, line where it can be told, and the fix.
    """
    try:
        return _RULE.validate_python({"kind": "wording", **file.data})
    except ValidationError as error:
        raise _explained(file, error) from None


def read_act(file: RuleFile) -> ActSpec:
    """The act that a file describes; errors as for `read_rule`."""
    try:
        return ActSpec.model_validate(file.data)
    except ValidationError as error:
        raise _explained(file, error) from None


_KNOWN_KEYS = sorted(
    {
        name
        for model in (
            WordingRule,
            PresenceRule,
            RefusalRule,
            ConflictRule,
            OrderRule,
            Order,
            EndingRule,
            Ending,
            ReferenceRule,
            PlaceholderRule,
            SuppressionRule,
            ActSpec,
            Match,
            Rewrite,
            Near,
            Example,
            Conflict,
        )
        for name in model.model_fields
    }
)


def _explained(file: RuleFile, error: ValidationError) -> RuleError:
    first = error.errors(include_url=False)[0]
    # The first part of the place is the kind by which pydantic chose the model.
    place = first["loc"]
    if len(place) > 1 and place[0] == file.data.get("kind", "wording"):
        place = place[1:]
    key = ".".join(str(part) for part in place)
    name = next((str(part) for part in reversed(place) if isinstance(part, str)), "kind")
    if first["type"] == "extra_forbidden":
        problem = f"unknown key{nearest(name, _KNOWN_KEYS)}. Remove it or correct it"
    elif first["type"] == "missing":
        problem = "is missing. Add it"
    elif first["type"] == "too_short":
        problem = "is empty. Give at least one"
    else:
        problem = first["msg"].removeprefix("Value error, ")
    return located(file, name, f'rule "{file.id}", key "{key}": {problem}.')


def located(file: RuleFile, key: str, problem: str) -> RuleError:
    """An error in a rule file, with the line of `key` where it stands there."""
    try:
        lines = file.path.read_text("utf-8").splitlines()
    except OSError:
        lines = []
    line = next(
        (
            n
            for n, text in enumerate(lines, 1)
            if text.lstrip("[ ").startswith((key + " ", key + "=", key + "]"))
        ),
        0,
    )
    return RuleError(f"{file.path}{f':{line}' if line else ''}: {problem}")

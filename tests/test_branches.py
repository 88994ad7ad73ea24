"""Templates with branches: every path that a customer can receive is a reading."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replylint import Linter
from replylint.drafts.branches import MOST_PATHS
from replylint.drafts.draft import read_draft
from replylint.outputs import Style, concise, full
from replylint.packs import read_pack, rules_directory
from replylint.report import Run

PACK = read_pack(rules_directory(), "en")


@pytest.fixture(scope="module")
def templates():
    return Linter(kind="template", profile="template")


def read(text):
    return [" ".join(reading.text.text.split()) for reading in read_draft(text, PACK).readings]


def paths(text):
    return [dict(reading.conditions) for reading in read_draft(text, PACK).readings]


@pytest.mark.parametrize(
    "text",
    [
        "It {% if a %}left{% elsif b %}stayed{% else %}broke{% endif %}.",
        "It {%- if a -%} left{%- elif b -%} stayed{%- else -%} broke{%- endif -%}.",
        "It <% if a %>left<% elsif b %>stayed<% else %>broke<% end %>.",
        "It <% if (a) { %>left<% } else if (b) { %>stayed<% } else { %>broke<% } %>.",
        "It {{#if a}}left{{else if b}}stayed{{else}}broke{{/if}}.",
        "It [% IF a %]left[% ELSIF b %]stayed[% ELSE %]broke[% END %].",
        "It {if $a}left{elseif $b}stayed{else}broke{/if}.",
        "It @if ($a) left @elseif ($b) stayed @else broke @endif.",
        "It <#if a>left<#elseif b>stayed<#else>broke</#if>.",
    ],
)
def test_each_language_of_templates_has_its_branches(text):
    assert [t.replace(" .", ".") for t in read(text)] == ["It left.", "It stayed.", "It broke."]
    conditions = [list(p.values()) for p in paths(text)]
    assert conditions == [["is true"], ["is false", "is true"], ["is false", "is false"]]


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("{% unless paid %}Pay.{% else %}Thanks.{% endunless %}", ["Pay.", "Thanks."]),
        ("{{#unless paid}}Pay.{{/unless}} Bye.", ["Pay. Bye.", "Bye."]),
        ("{{#late}}Sorry.{{/late}}{{^late}}Fine.{{/late}}", ["Sorry.", "Fine."]),
        ("<% unless paid %>Pay.<% end %>Bye.", ["Pay.Bye.", "Bye."]),
        ("{% case s %}{% when 'a' %}A.{% when 'b' %}B.{% else %}C.{% endcase %}", ["A.", "B.", "C."]),
        ("[% SWITCH s %][% CASE 'a' %]A.[% CASE %]C.[% END %]", ["A.", "C."]),
        ("<% case s %>\n<% when 1 %>A.\n<% when 2 %>B.\n<% end %>Bye.", ["A. Bye.", "B. Bye.", "Bye."]),
        ("{% for x in xs %}A. {% else %}None. {% endfor %}", ["A.", "None."]),
        ("{{#each xs}}A. {{/each}}Bye.", ["A. Bye.", "Bye."]),
        ("<% xs.each do |x| %>A. <% end %>Bye.", ["A. Bye.", "Bye."]),
        ("[% FOREACH x IN xs %]A. [% END %]Bye.", ["A. Bye.", "Bye."]),
        ("{foreach from=$xs item=x}A. {/foreach}Bye.", ["A. Bye.", "Bye."]),
        ("{% comment %}Ask Jo.{% endcomment %}Bye.", ["Bye."]),
        ("{% set x = 1 %}{% with y %}Bye.{% endwith %}", ["Bye."]),
        ("[% BLOCK foot %]Foot.[% END %]Bye.", ["Bye."]),
        ("{% if a %}<%= link_to url do %>Here<% end %> now. {% endif %}Bye.", ["Here now. Bye.", "Bye."]),
        ("<% if a %><%= link_to url do %>Here<% end %> now. <% end %>Bye.", ["Here now. Bye.", "Bye."]),
    ],
)
def test_blocks_of_all_kinds(text, readings):
    assert read(text) == readings


def test_the_same_condition_goes_the_same_way():
    text = "{% if late %}Sorry.{% endif %} Bye. {% unless late %}Good.{% endunless %}{% if not late %}!{% endif %}"
    assert read(text) == ["Sorry. Bye.", "Bye. Good.!"]


def test_branches_nest():
    text = "{% if a %}A{% if b %}B{% else %}C{% endif %}{% else %}D{% endif %}"
    assert read(text) == ["AB", "AC", "D"]


def test_a_tag_alone_on_its_line_leaves_no_line():
    (first, _) = read_draft("Your order\n  {% if a %}\nwas late\n{% endif %}\nagain.", PACK).readings
    assert first.text.text == "Your order\nwas late\nagain."


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("A {% if x %} B", ["A B"]),
        ("A {% endif %} B {% else %} C", ["A B C"]),
        ("{% if x %}A{% for y in z %}B{% endif %}C", ["ABC", "C"]),
        ("{% if x %}A{% endfor %}B{% endif %}C", ["ABC", "C"]),
        ("{{/if}}A{{#if x}}B", ["AB"]),
        ("<% end %>A<% if x %>B", ["AB"]),
        ("{% if x %}A{{#if y}}B{% endif %}C{{/if}}", ["ABC", "C"]),
    ],
)
def test_tags_that_do_not_pair_show_nothing_and_raise_nothing(text, readings):
    assert read(text) == readings


# --- bounds --------------------------------------------------------------------------------------------------


def many(count):
    return "".join(f"{{% if c{i} %}}Yes {i}.{{% else %}}No {i}.{{% endif %}}\n" for i in range(count))


def test_of_many_paths_so_many_are_read_that_every_branch_is():
    draft = read_draft(many(12), PACK)
    assert len(draft.readings) == MOST_PATHS
    assert draft.paths == 2**12
    seen = " ".join(reading.text.text for reading in draft.readings)
    assert all(f"Yes {i}." in seen and f"No {i}." in seen for i in range(12))


def test_more_branches_than_paths_are_read_all_the_same(templates):
    text = "{% case n %}" + "".join(f"{{% when {i} %}}You must call {i}.\n" for i in range(150))
    report = templates.check("Dear Ann,\n\n" + text + "{% endcase %}\n\nWe refunded the lamp.")
    assert report.paths_read <= MOST_PATHS < report.paths_total == 151
    assert sum(f.rule == "command" for f in report.findings) == 150


def test_nobody_gets_all_branches_together_so_nothing_is_missing_there():
    draft = read_draft("{% if a %}" * 30 + "Sorry." + "{% endif %}" * 30, PACK)
    assert [reading.whole for reading in draft.readings] == [False]
    assert draft.paths > 1


def test_the_report_says_so(templates):
    report = templates.check("Dear Ann,\n\n" + many(12))
    assert (report.paths_read, report.paths_total) == (MOST_PATHS, 4096)
    lines = " ".join(full.render(Run(reports=(report,)), Style(color=False, width=100)))
    assert "64 of up to 4,096 paths" in lines


# --- findings ------------------------------------------------------------------------------------------------

LETTER = """Dear Ann,

{% if order.delayed %}
I'm sorry that we delivered your lamp four days late. That was our mistake.
{% endif %}
Thank you for telling us that the shade is {% if order.broken %}broken{% else %}scratched{% endif %}.
You must keep the box. I will send you a new shade by Friday.

Kind regards,
Eva Smit
"""


def test_what_is_missing_on_one_path_names_it(templates):
    (finding,) = [f for f in templates.check(LETTER).findings if f.rule == "missing-apology"]
    assert finding.path == "when `order.delayed` is false"
    run = Run(reports=(templates.check(LETTER),))
    for output in (full, concise):
        text = " ".join(" ".join(output.render(run, Style(color=False, width=100))).split())
        assert "(when `order.delayed` is false)" in text


def test_what_all_paths_share_is_reported_once_and_names_none(templates):
    (finding,) = [f for f in templates.check(LETTER).findings if f.rule == "command"]
    assert finding.path is None
    assert finding.source_excerpt == "You must keep"


def test_what_stands_in_a_branch_is_reported_where_it_stands(templates):
    text = "Dear Ann,\n\n{% if a %}You failed to pay.{% else %}You must pay.{% endif %}\n"
    placed = {f.rule: (f.source_excerpt, f.path) for f in templates.check(text).findings}
    assert placed["command"] == ("You must pay", None)
    assert placed["blame-customer"][1] is None


def test_what_hangs_on_a_branch_names_it(templates):
    text = (
        "Dear Ann,\n\nI'm sorry that we {% if late %}were late, but the van broke down{% else %}lost it"
        "{% endif %}.\n"
    )
    found = [f for f in templates.check(text).findings if f.rule == "but-after-apology"]
    assert all(f.path in (None, "when `late` is true") for f in found)


def test_several_conditions_are_named_in_few_words(templates):
    text = LETTER.replace("{% if order.delayed %}", "{% if order.delayed and vip %}", 1)
    (finding,) = [f for f in templates.check(text).findings if f.rule == "missing-apology"]
    assert finding.path == "when `order.delayed and vip` is false"
    text = LETTER.replace("{% if order.delayed %}", "{% if vip %}{% if order.delayed %}", 1)
    text = text.replace("{% endif %}", "{% endif %}{% endif %}", 1)
    (finding,) = [f for f in templates.check(text).findings if f.rule == "missing-apology"]
    assert finding.path == "when `order.delayed` is false, or when `vip` is false" or finding.path == (
        "when `vip` is true and `order.delayed` is false, or when `vip` is false"
    )


def test_the_tally_tells_what_some_paths_lack(templates):
    credits = {c.act: c for c in templates.check(LETTER).credits}
    assert (credits["apology"].state, credits["apology"].note) == (
        "partial",
        "not when `order.delayed` is false",
    )


def test_a_fix_leaves_tags_and_fields_alone():
    linter = Linter(kind="template")
    text = "{% if a %}You must send the {{thing}} to us.{% else %}Thanks.{% endif %}\n"
    fixed = linter.fix(text, unsafe=True)
    for kept in ("{% if a %}", "{{thing}}", "{% else %}Thanks.{% endif %}\n"):
        assert kept in fixed


# --- properties ----------------------------------------------------------------------------------------------

WORDS = st.sampled_from(
    ["We are sorry. ", "You must call us. ", "Your order is late, but we like it.\n", "Dear {{name}},\n\n", "\r\n", "é ",
     "I apologise if you waited. ", "{firstname} ", "[% x %]", "😀", "%{a.b} ", "\n\n", "{% endif %}", "<% end %>", "{{else}}",
     "{% else %}", "[% END %]"]
)  # fmt: skip
BRANCHES = [
    "{{% if a %}}{0}{{% else %}}{1}{{% endif %}}",
    "{{% unless b %}}{0}{{% endunless %}}{1}",
    "{{% case s %}}{{% when 'x' %}}{0}{{% when 'y' %}}{1}{{% endcase %}}",
    "{{% for i in l %}}\n{0}\n{{% endfor %}}{1}",
    "<% if a %>{0}<% elsif b %>{1}<% end %>",
    "<% l.each do |i| %>{0}<% end %>{1}",
    "{{{{#if a}}}}{0}{{{{else}}}}{1}{{{{/if}}}}",
    "{{{{#c}}}}{0}{{{{/c}}}}{{{{^c}}}}{1}{{{{/c}}}}",
    "[% IF a %]{0}[% ELSE %]{1}[% END %]",
    "{{if $a}}{0}{{else}}{1}{{/if}}",
    "@if ($a) {0} @else {1} @endif ",
]
TEMPLATES = st.recursive(
    WORDS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map("".join),
        st.builds(lambda shape, one, two: shape.format(one, two), st.sampled_from(BRANCHES), inner, inner),
    ),
    max_leaves=10,
)


@given(TEMPLATES)
def test_every_visible_character_of_every_path_maps_to_its_source(text):
    draft = read_draft(text, PACK)
    assert 1 <= len(draft.readings) <= MOST_PATHS
    assert draft.paths >= len(draft.readings)
    for reading in draft.readings:
        for i, character in enumerate(reading.text.text):
            start, end = reading.text.to_source(i, i + 1)
            assert 0 <= start < end <= len(text)
            if not any(field.start <= i < field.end for field in reading.fields) and not character.isspace():
                assert text[start:end] == character


@given(TEMPLATES)
def test_every_word_between_tags_is_on_some_path_or_hidden(text):
    clean = "We are sorry. " + text
    assert all(reading.text.text.startswith("We are sorry.") for reading in read_draft(clean, PACK).readings)


@given(TEMPLATES)
def test_every_excerpt_is_the_source_at_its_span(text):
    linter = Linter(kind="template", profile="template")
    report = linter.check(text)
    for finding in report.findings:
        assert finding.source_excerpt == text[finding.span.start : finding.span.end]
    places = [(f.span.start, f.span.end, f.rule, f.message) for f in report.findings]
    assert len(places) == len(set(places))

"""Pages of the site carry the style that they use, and the script where a table is long; nothing that is used goes."""

from __future__ import annotations

import re

from procurement_footprint.reporting.lean import lean

STYLE = (
    ":root{--ink:#000}.used{color:red}.gone{color:blue}td.gone,th.used{margin:0}dl dt{margin:0}"
    'svg [fill="#00665e"]{fill:red}svg [fill="#b45309"]{fill:red}.used:not(.gone) :nth-child(odd){top:0}'
    "@page{margin:1cm}@media print{.used{color:black}.gone{color:white}}@media (min-width:9rem){.gone{top:0}}"
    "thead button{all:unset}:is(td,.gone){left:0}"
)


def page(lines: int) -> str:
    rows = '<tr>\n  <td class="">1</td>\n</tr>\n' * lines
    table = f"<table>\n<thead>\n</thead>\n<tbody>\n{rows}</tbody>\n<tfoot>\n<tr><td>2</td></tr>\n</tfoot>\n</table>"
    picture = '<svg><path fill="#00665e" /></svg>'
    return (
        f'<head>\n<style>{STYLE}</style>\n<script data-x="y">go()</script>\n</head>\n<th class="used">{table}{picture}'
    )


def test_rules_for_what_is_not_there_are_left_away() -> None:
    style = re.search("<style>(.*)</style>", lean(page(2)))
    assert style
    assert style[1] == (
        ":root{--ink:#000}.used{color:red}td.gone,th.used{margin:0}"
        'svg [fill="#00665e"]{fill:red}.used:not(.gone) :nth-child(odd){top:0}'
        "@page{margin:1cm}@media print{.used{color:black}}:is(td,.gone){left:0}"
    )


def test_the_script_and_its_controls_stay_where_a_table_is_long() -> None:
    assert "<script" not in lean(page(8))
    long = lean(page(9))
    assert "go()" in long
    assert "thead button{all:unset}" in long


def test_content_stays() -> None:
    bare = re.compile(r"<style>.*</style>|<script.*</script>| class=\"\"|\s+", re.DOTALL)
    assert bare.sub("", lean(page(9))) == bare.sub("", page(9))

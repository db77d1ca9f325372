"""The draft report as Markdown and as a page to read and print; every statement links to its timeline entry."""

from __future__ import annotations

from django.template.loader import render_to_string

from liandong.review.basics import clock
from liandong.review.models import Review
from liandong.review.queries import DraftReport
from liandong.review.rules import LABELS, Section, Statement

HEADS = {
    "zh": {
        "title": "初步事件报告（草稿）",
        "facts": "基本情况",
        "review": "复盘",
        "drill": "【演练】",
        "cited": "引用时间线",
    },
    "en": {
        "title": "Draft event report",
        "facts": "The incident",
        "review": "After-action review",
        "drill": "[EXERCISE] ",
        "cited": "Timeline entries cited",
    },
}


def as_markdown(report: DraftReport, review: Review | None = None, language: str = "zh") -> str:
    """Markdown; a statement ends with a link to `/api/timeline/{id}`."""
    heads, incident = HEADS[language], report.incident
    drill = heads["drill"] if incident.drill else ""
    lines = [
        f"# {drill}{_plain(incident.title)}",
        "",
        f"{heads['title']} · {incident.number}",
        "",
        f"## {heads['facts']}",
        "",
    ]
    lines += [f"- {_plain(line.label)}: {_plain(line.value)}" for line in report.basics]
    for chapter in report.chapters:
        lines += ["", f"## {chapter.title.in_language(language)}", ""]
        lines += [_line(statement) for statement in chapter.statements]
    if review is not None:
        lines += ["", f"## {heads['review']}"]
        for section in Section:
            lines += ["", f"### {LABELS[section].in_language(language)}", "", _plain(review.sections.get(section, ""))]
    return "\n".join([*lines, "", f"{heads['cited']}: {report.cited}", ""])


def as_html(report: DraftReport, review: Review | None = None, language: str = "zh") -> str:
    """One page that loads nothing from anywhere and prints on A4."""
    written = (
        [(LABELS[section].in_language(language), review.sections.get(section, "")) for section in Section]
        if review
        else []
    )
    return render_to_string(
        "review/report.html",
        {
            "report": report,
            "incident": report.incident,
            "heads": HEADS[language],
            "language": language,
            "chapters": [
                (c.title.in_language(language), [(s, clock(s.at)) for s in c.statements]) for c in report.chapters
            ],
            "written": written,
        },
    )


def _line(statement: Statement) -> str:
    text = f"**{_plain(statement.text)}**" if statement.key else _plain(statement.text)
    return f"- {clock(statement.at)} {text} [›](/api/timeline/{statement.entry_id})"


def _plain(text: str) -> str:
    """Text from outside must not become markup."""
    for sign in "\\`*_{}[]<>#|":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", " ")

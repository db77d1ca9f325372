"""`liandong rehearse PLAN`: a plan in simulated time against a scenario, in a throw-away database."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from liandong.cli import output, start

if TYPE_CHECKING:
    from liandong.content.schemas.scenarios import Scenario
    from liandong.plans.rehearsal import Outcome


def rehearse(
    plan: Annotated[str, typer.Argument(help="预案编号 · id of the plan, such as outbreak-response")],
    scenario: Annotated[str, typer.Option(help="情景名称或文件 · name of a scenario, or a YAML file")],
    seed: Annotated[int, typer.Option(help="随机种子 · the same seed gives the same run")] = 1,
    html: Annotated[Path | None, typer.Option(help="泳道图写到此文件 · write the swim-lane chart here")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON · print JSON")] = False,
) -> None:
    """在模拟时间里推演预案：谁按时、谁超时、缺什么 · Rehearse a plan: what was met, missed, blocked and short."""
    with tempfile.TemporaryDirectory(prefix="liandong-rehearsal-") as folder:
        _use_throw_away_database(folder)
        start.django()
        start.migrate()
        outcome = _run(plan, scenario, seed)
        if html is not None:
            from liandong.plans.rehearsal.chart import write_chart

            write_chart(outcome, html)
        _tell(outcome, as_json, html)


def _use_throw_away_database(folder: str) -> None:
    """Nothing of a rehearsal reaches the real database, its files or anybody outside."""
    os.environ["LIANDONG_DATABASE_URL"] = "sqlite::memory:"
    os.environ["LIANDONG_DATA_DIR"] = folder


def _run(plan_id: str, name: str, seed: int) -> Outcome:
    from liandong.content import queries as content
    from liandong.deadlines.jobs import tick
    from liandong.plans.rehearsal import NeverStarted
    from liandong.plans.rehearsal import rehearse as run

    plan = content.plans().get(plan_id)
    if plan is None:
        output.fail(f"没有预案“{plan_id}”，可选 · no such plan, choose one of: {', '.join(sorted(content.plans()))}", 2)
    scenario = _scenario(name)
    if scenario.plan != plan_id:
        output.fail(f"情景“{name}”是为预案“{scenario.plan}”写的 · the scenario is for the plan {scenario.plan}", 2)
    with output.progress_bar() as bar:
        task = bar.add_task("推演 rehearsing", total=100)
        try:
            return run(
                plan,
                scenario,
                seed,
                turn_clocks=tick,
                progress=lambda share: bar.update(task, completed=round(share * 100)),
            )
        except NeverStarted as never:
            output.fail(f"推演不能开始 · the rehearsal cannot start: {never}", 2)


def _scenario(name: str) -> Scenario:
    from liandong.content import queries as content
    from liandong.content.problems import BrokenContent

    try:
        return content.scenario_in(Path(name)) if Path(name).suffix in {".yaml", ".yml"} else content.scenario(name)
    except BrokenContent as broken:
        output.fail(f"情景文件无法使用 · the scenario cannot be used:\n{broken}", 2)
    except KeyError:
        known = ", ".join(sorted(content.scenarios()))
        output.fail(f"没有情景“{name}”，可选 · no such scenario, choose a YAML file or one of: {known}", 2)


def _tell(outcome: Outcome, as_json: bool, html: Path | None) -> None:
    if as_json:
        output.print_json(outcome.as_json())
        return
    from liandong.plans.rehearsal.words import lines

    for line in lines(outcome):
        typer.echo(line)
    if html is not None:
        typer.echo(f"泳道图 · chart: {html}")

"""Every word of the `liandong` command, each in its own module.

A module imports nothing of Django at its top: `start.django()` comes first, so that `--help` answers at once and a
word may choose its database before the settings are read.
"""

from __future__ import annotations

import typer

from liandong.cli import (
    backtest,
    backup,
    check,
    createuser,
    demo,
    export,
    import_directory,
    import_outlines,
    import_resources,
    import_roads,
    rehearse,
    replay,
    serve,
    verify,
)

app = typer.Typer(
    name="liandong",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="联动 Liandong：应急联动指挥平台 · emergency coordination and command.",
)

app.command("demo")(demo.demo)
app.command("rehearse")(rehearse.rehearse)
app.command("check")(check.check)
app.command("replay")(replay.replay)
app.command("serve")(serve.serve)
app.command("clock")(serve.clock)
app.command("verify")(verify.verify)
app.command("createuser")(createuser.createuser)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)

imports = typer.Typer(name="import", no_args_is_help=True, help="导入数据 · import data from files.")
imports.command("roads")(import_roads.import_roads)
imports.command("organizations")(import_directory.import_organizations)
imports.command("people")(import_directory.import_people)
imports.command("resources")(import_resources.import_resources)
imports.command("boundaries")(import_outlines.import_boundaries)
imports.command("villages")(import_outlines.import_villages)
app.add_typer(imports)

exports = typer.Typer(name="export", no_args_is_help=True, help="导出数据 · export data to files.")
exports.command("resources")(export.export_resources)
exports.command("organizations")(export.export_organizations)
exports.command("timeline")(export.export_timeline)
app.add_typer(exports)

backtests = typer.Typer(name="backtest", no_args_is_help=True, help="回测 · judge by real records.")


@backtests.callback()
def _backtests() -> None:
    """回测 · Judge recommendations by real records."""


backtests.command("dispatch")(backtest.dispatch)
app.add_typer(backtests)

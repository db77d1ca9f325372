"""Files are read row by row; nothing in them is lost in silence, and what cannot be read is a refusal."""

from __future__ import annotations

import gzip
import json
import os
from collections import Counter
from pathlib import Path

import pytest

from liandong.content import queries
from liandong.content.mapping import MappedReport, Refusal, apply
from liandong.content.records import UnreadableFile, records, size_of

MONTCO = "montgomery-911"
HEADINGS = "lat,lng,title,timestamp_local,township,addr\n"
CALL = '40.1,-75.3,"EMS: FALL, VICTIM",2016-01-15 12:01,NORRISTOWN,X\n'


def read(file: Path, mapping: str = MONTCO) -> list[dict[str, str] | Refusal]:
    return [row for _, row in records(file, queries.mapping(mapping))]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "calls.csv"


class TestCsv:
    def test_a_comma_in_quotes_stays_in_its_column(self, file: Path) -> None:
        file.write_text(HEADINGS + CALL, encoding="utf-8")
        assert read(file)[0]["title"] == "EMS: FALL, VICTIM"  # type: ignore[index]

    def test_a_packed_file_reads_the_same(self, file: Path) -> None:
        file.write_bytes(gzip.compress((HEADINGS + CALL).encode()))
        assert len(read(file)) == 1

    def test_a_byte_order_mark_is_not_part_of_the_first_heading(self, file: Path) -> None:
        file.write_text("\ufeff" + HEADINGS + CALL, encoding="utf-8")
        assert read(file)[0]["lat"] == "40.1"  # type: ignore[index]

    def test_a_wrong_letter_does_not_lose_the_row(self, file: Path) -> None:
        file.write_bytes((HEADINGS + CALL).encode().replace(b"NORRISTOWN", b"NORRIS\xffTOWN"))
        assert read(file)[0]["township"] == "NORRIS\ufffdTOWN"  # type: ignore[index]

    def test_a_row_with_too_many_columns_is_refused(self, file: Path) -> None:
        file.write_text(HEADINGS + CALL.replace("X\n", "X,more,and more\n") + CALL, encoding="utf-8")
        first, second = read(file)
        assert isinstance(first, Refusal)
        assert first.reason == "too_many_columns"
        assert not isinstance(second, Refusal)

    def test_a_short_row_has_empty_columns_and_still_answers(self, file: Path) -> None:
        file.write_text(HEADINGS + "40.1,-75.3\n", encoding="utf-8")
        row = read(file)[0]
        assert isinstance(row, dict)
        assert isinstance(apply(queries.mapping(MONTCO), row), Refusal)

    def test_rows_are_numbered_and_counted(self, file: Path) -> None:
        file.write_text(HEADINGS + CALL * 3, encoding="utf-8")
        assert [number for number, _ in records(file, queries.mapping(MONTCO))] == [1, 2, 3]
        assert size_of(file, queries.mapping(MONTCO)) == 3

    def test_an_empty_file_has_no_rows(self, file: Path) -> None:
        file.write_text("", encoding="utf-8")
        assert read(file) == []


class TestJsonLines:
    def test_a_broken_line_is_a_refusal_and_the_next_is_read(self, file: Path) -> None:
        good = json.dumps({"id": "1"})
        file.write_text(f"{good}\n{{broken\n[1, 2]\n\n{good}\n", encoding="utf-8")
        rows = read(file, "cec-news")
        assert [isinstance(row, Refusal) for row in rows] == [False, True, True, False]


class TestAFileAsAWhole:
    def test_a_missing_file_says_so(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableFile, match=r"nowhere\.csv"):
            read(tmp_path / "nowhere.csv")

    def test_a_damaged_packing_says_so_after_the_rows_before_it(self, file: Path) -> None:
        packed = gzip.compress((HEADINGS + CALL * 20_000).encode())
        file.write_bytes(packed[: len(packed) // 2])
        seen: list[int] = []
        with pytest.raises(UnreadableFile):
            seen.extend(number for number, _ in records(file, queries.mapping(MONTCO)))
        assert seen[:3] == [1, 2, 3]


SAMPLES = Path(os.environ.get("LIANDONG_SAMPLE_DATA", "samples-not-given"))
REAL = [
    ("slo-incidents", "calls911/slo_fire_ems_incidents_2011_2014.csv.gz", 51_158, 946),
    ("slo-cad-events", "calls911/slo_cad_events_2014.csv.gz", 17_292, 370),
    ("montgomery-911", "calls911/montgomery_pa_911_sample.csv", 1_830, 0),
    ("cec-news", "incidents/cec_chinese_emergency_reports.jsonl", 198, 0),
]


@pytest.mark.parametrize(("mapping", "name", "rows", "refused"), REAL, ids=[one[0] for one in REAL])
class TestRealRecords:
    def test_every_row_gives_one_report_or_one_refusal(self, mapping: str, name: str, rows: int, refused: int) -> None:
        if not (SAMPLES / name).exists():
            pytest.skip(f"SKIPPED: set LIANDONG_SAMPLE_DATA to the folder that holds {name}")
        table = queries.mapping(mapping)
        answers = Counter(
            type(row if isinstance(row, Refusal) else apply(table, row)) for _, row in records(SAMPLES / name, table)
        )
        assert answers == Counter({MappedReport: rows - refused, Refusal: refused})

    def test_event_types_are_types_we_know(self, mapping: str, name: str, rows: int, refused: int) -> None:
        rules = queries.mapping(mapping).event_type
        values = {rule.value for rule in rules.rules} | {rules.otherwise} - {""}
        assert values - {""} <= set(queries.event_types())

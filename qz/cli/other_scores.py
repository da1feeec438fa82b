"""Reads other assessments' results from their 数据.json in the output folder, for 《综合得分》."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from qz.cli.console import say
from qz.model.assessment import Assessment
from qz.model.composite import JSON_NAME, OtherScores
from qz.model.programme import Programme
from qz.scoring.compose import compose


def with_composites(assessment: Assessment, output: Path) -> Assessment:
    """The assessment with its rankings by composite score, where the programme asks for them."""
    programme = assessment.programme
    if not programme.composite:
        return assessment
    return replace(assessment, composites=compose(programme, assessment.rankings, read_others(programme, output)))


def read_others(programme: Programme, output: Path) -> Mapping[str, OtherScores]:
    """The results of every assessment that a part names; where one is missing, that is printed and it is left out."""
    found = {}
    for source, path in other_results(programme, output).items():
        with suppress(OSError, ValueError, KeyError, TypeError):
            found[source] = scores_in(path.read_bytes())
        if source not in found:
            say(f"综合得分：没有找到“{source}”的结果（{path}），这一部分暂缺；先汇总那一次考核，再运行一次。")
    return found


def other_results(programme: Programme, output: Path) -> Mapping[str, Path]:
    """Where the results of each assessment that a part names should lie, by the name the programme knows it by."""
    sources = dict.fromkeys(source for part in programme.composite for source in part.sources)
    return {source: output / source / "results" / JSON_NAME for source in sources}


def scores_in(results: bytes) -> OtherScores:
    """The totals of a 数据.json. Raises ``ValueError``, ``KeyError`` or ``TypeError`` where it is none."""
    units = json.loads(results, parse_float=Decimal, parse_int=Decimal)["units"]
    return OtherScores({one["name"]: one["total"] for one in units})

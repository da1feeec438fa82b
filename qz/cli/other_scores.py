"""Reads other assessments' results from their 数据.json in the output folder, for 《综合得分》."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from qz.cli.console import say
from qz.model.assessment import Assessment
from qz.model.composite import OtherScores
from qz.model.programme import Programme
from qz.reports.data.data_files import JSON_NAME
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
    for source in dict.fromkeys(source for part in programme.composite for source in part.sources):
        path = output / source / "results" / JSON_NAME
        with suppress(OSError, ValueError, KeyError, TypeError):
            units = json.loads(path.read_text("utf-8"), parse_float=Decimal, parse_int=Decimal)["units"]
            found[source] = OtherScores({one["name"]: one["total"] for one in units})
        if source not in found:
            say(f"综合得分：没有找到“{source}”的结果（{path}），这一部分暂缺；先汇总那一次考核，再运行一次。")
    return found

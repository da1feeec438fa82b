"""What the results' tests share: the second programme's results, written once."""

import pytest
import report_cases as cases
from programmes import second_programme_path

from qz.cli.assessed import collect
from qz.programme.read_programme import read_programme
from qz.reports.results import write_results


@pytest.fixture(scope="session")
def second(tmp_path_factory):
    """The second programme's assessment."""
    programme, _ = read_programme(second_programme_path(tmp_path_factory.mktemp("second")))
    return cases.second_assessment(programme)


@pytest.fixture(scope="session")
def second_results(second, tmp_path_factory):
    """Its results by file name."""
    return {path.stem: path for path in write_results(second, tmp_path_factory.mktemp("results") / "results")}


@pytest.fixture(scope="session")
def samples(programme_2011):
    """The samples' assessment."""
    return cases.sample_assessment(programme_2011)


@pytest.fixture(scope="session")
def sample_results(samples, tmp_path_factory):
    """The samples' results by file name."""
    return {path.stem: path for path in write_results(samples, tmp_path_factory.mktemp("samples") / "results")}


@pytest.fixture(scope="session")
def verified_samples():
    """The samples with what verifiers and registers said of them."""
    programme, _ = read_programme(cases.ROOT / "templates" / "2011.xlsx")
    return collect(programme, cases.ROOT / "samples" / "2011")

"""A collect after another does only what changed, and gives what a first one would have given."""

import shutil
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from ooxml import undated_parts
from programmes import beside_its_key

from qz.cli.kept_assessment import NAME
from qz.cli.kept_results import FOLDER
from qz.cli.main import main
from qz.engine.forms.template_forms import TemplateForms
from qz.engine.kept import kept_files as files_module
from qz.intake.reading import examiner as examine_module
from qz.mail.draft_files import FEEDBACK_FOLDER

SAMPLES = Path(__file__).parents[1] / "samples" / "2011"
PROGRAMME = SAMPLES.parents[1] / "templates" / "2011.xlsx"


def collect(returns, output, *more):
    assert main(["collect", "--returns", str(returns), "--output", str(output), *more]) == 0
    paths = (path for path in sorted((output / "2011").rglob("*")) if path.is_file() and FOLDER not in path.parts)
    return {path.relative_to(output).as_posix(): content_of(path) for path in paths if path.stem != "收件登记"}


def content_of(path):
    """A file's bytes; of a 告知书, which may be that of an earlier collect, all but the number and time of it."""
    return undated_parts(path) if path.parent.name == FEEDBACK_FOLDER else path.read_bytes()


@pytest.fixture
def worked(monkeypatch):
    """What was read and what was written."""
    read, wrote = [], []
    open_listed = examine_module.open_listed
    monkeypatch.setattr(examine_module, "open_listed", lambda each: (read.append(each.path), open_listed(each))[1])
    take = files_module.Former._take

    def taking(former, job, new):
        taken = take(former, job, new)
        if not taken:
            wrote.append(job.name)
        return taken

    monkeypatch.setattr(files_module.Former, "_take", taking)
    return read, wrote


def test_one_new_return(tmp_path, worked):
    read, wrote = worked
    names, own = sorted(path.relative_to(SAMPLES) for path in SAMPLES.rglob("*.xlsx"))[-6:], beside_its_key(tmp_path)
    returns, new = tmp_path / "returns", names[-1]
    for name in names[:-1]:
        (returns / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(SAMPLES / name, returns / name)
    kept, forgetful = tmp_path / "kept", tmp_path / "forgetful"
    first = collect(returns, kept, *own)
    assert collect(returns, forgetful, *own) == first
    read.clear()
    wrote.clear()
    assert collect(returns, kept, *own) == first
    assert (read, wrote) == ([], [])
    (returns / new).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(SAMPLES / new, returns / new)
    second = collect(returns, kept, *own)
    assert read == [new.as_posix()]
    assert second != first
    shutil.rmtree(forgetful / "2011" / FOLDER)
    assert collect(returns, forgetful, *own) == second


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(3))
def test_whatever_lies_in_the_folder_comes_to_the_same_with_what_is_kept_and_without(tmp_path, seed):
    """Files added, damaged, taken away and put back by chance, and a collect after each change, kept and forgetful."""
    random = Random(seed)  # noqa: S311 - by chance, not in secret
    names = sorted(path.relative_to(SAMPLES) for path in SAMPLES.rglob("*") if path.is_file())
    returns, kept, forgetful = tmp_path / "returns", tmp_path / "kept", tmp_path / "forgetful"
    own = beside_its_key(tmp_path)
    shutil.copytree(SAMPLES, returns, ignore=lambda _, inside: random.sample(sorted(inside), len(inside) // 3))
    for step in range(8):
        for name in random.sample(names, 2):
            change(random, SAMPLES / name, returns / name)
        shutil.rmtree(forgetful / "2011" / FOLDER, ignore_errors=True)
        assert collect(returns, kept, *own) == collect(returns, forgetful, *own), f"step {step}"
        kept_files = sorted((kept / "2011" / FOLDER).glob("??/*"))
        some = [path for path in kept_files if random.random() < 0.05]
        some += random.sample([kept / "2011" / FOLDER / NAME], random.randrange(2))
        for path in some:  # what is kept is damaged, too
            path.write_bytes(spoilt(random, path.read_bytes()))


def change(random, sample, path):
    """Take a file away, put it back, or damage it."""
    if path.is_file() and random.random() < 0.3:
        path.unlink()
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    data = sample.read_bytes()
    path.write_bytes(spoilt(random, data) if random.random() < 0.6 else data)


def spoilt(random, data):
    """A few bytes of it changed, or its end cut off."""
    if random.random() < 0.2:
        return data[: random.randrange(len(data) + 1)]
    changed = bytearray(data)
    for place in (random.randrange(len(changed)) for _ in range(3) if changed):
        changed[place] = random.randrange(256)
    return bytes(changed)


def test_forms_that_lie_where_they_were_written_are_read_back_and_not_made_again(tmp_path, monkeypatch):
    own = beside_its_key(tmp_path)
    returns, output = tmp_path / "returns", tmp_path / "output"
    returns.mkdir()
    for name in ("薛家镇.xlsx", "孟河镇.xlsx"):
        shutil.copy(SAMPLES / name, returns)
    bare = collect(returns, tmp_path / "bare", *own)
    made = []
    as_read = TemplateForms.as_read
    monkeypatch.setattr(TemplateForms, "as_read", lambda self, unit: (made.append(unit.name), as_read(self, unit))[1])
    assert main(["forms", "--output", str(output), *own]) == 0
    (spoilt,) = (output / "2011" / "forms").glob("*孟河镇*")
    shutil.copy(returns / "薛家镇.xlsx", spoilt)
    found = collect(returns, output, *own)
    assert made == ["孟河镇"]  # what lies there is no longer what was written
    assert {name: data for name, data in found.items() if name in bare} == bare


@pytest.mark.parametrize("command", ["forms", "collect"])
def test_a_programme_is_read_without_the_library_that_marks_one(tmp_path, command):
    returns = tmp_path / "returns"
    returns.mkdir()
    shutil.copy(SAMPLES / "薛家镇.xlsx", returns)
    words = [command, "--output", str(tmp_path), "--programme", str(shutil.copy(PROGRAMME, tmp_path))]
    words += ["--returns", str(returns)] if command == "collect" else []
    order = f"import sys; from qz.cli.main import main; print(main({words!r}), 'openpyxl' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", order], cwd=SAMPLES.parents[1], capture_output=True, check=True)
    assert done.stdout.decode().splitlines()[-1] == "0 False"


@pytest.mark.parametrize(("command", "found"), [(["explain", "薛家镇", "6.2"], "6.2"), (["mail"], "邮件")])
def test_who_asks_about_what_was_collected_imports_nothing_that_reads_scores_or_writes(tmp_path, command, found):
    returns = tmp_path / "returns"
    returns.mkdir()
    shutil.copy(SAMPLES / "薛家镇.xlsx", returns)
    own = beside_its_key(tmp_path)
    collect(returns, tmp_path / "output", *own)
    collect(returns, tmp_path / "output", *own)  # the programme is kept from the second time on
    words = [*command, "--returns", str(returns), "--output", str(tmp_path / "output"), *own]
    slow = {"pandas", "numpy", "openpyxl", "docx", "xlsxwriter", "qz.intake.arrivals.gate", "qz.scoring.engine"}
    slow |= {"qz.cli.verified", "qz.workbook.read.xlsx.read_xlsx", "qz.workbook.write.book"}
    order = f"import sys; from qz.cli.main import main; main({words!r}); print(sorted({slow!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", order], cwd=SAMPLES.parents[1], capture_output=True, check=True)
    *said, imported = done.stdout.decode().splitlines()
    assert imported == "[]"
    assert any(found in line for line in said)

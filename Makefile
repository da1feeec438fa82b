# make alone lists what there is. Everything sets itself up: Python 3.11 or newer and make are all a machine needs.
.DEFAULT_GOAL := help
.PHONY: help demo test proofs fuzz bench check forms mail send fetch collect compare sensitivity archive new import bundle pages lint clean lock samples manual
# Which assessment: PROGRAMME=文件, or YEAR=年度; the newest programme where neither is given.
WHICH = $(if $(PROGRAMME),--programme "$(PROGRAMME)",$(if $(YEAR),--year "$(YEAR)"))
PYTHON ?= python3
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
READY := $(VENV)/ready
QZ := $(BIN)/qz
LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONUTF8 := 1

help:
	@echo "考核工具 —— 用法：make 目标 [YEAR=年度 或 PROGRAMME=方案文件]，不写是最新的一份方案"
	@echo ""
	@echo "  make demo      用样例跑完整流程：发表、收表、核定、告知、复核、定稿"
	@echo "  make check     检查考核方案工作簿，逐条说明问题（output/<年度>/考核方案检查-<年度>.xlsx）"
	@echo "  make forms     生成每个单位的填报表（output/<年度>/forms）"
	@echo "  make mail      拟好该发的邮件草稿：发表、催报、补正、回执、核定、结果告知、复核答复（output/<年度>/mail）"
	@echo "  make send      把拟好的草稿经本办公室的邮箱发出，先列出再问（设置在 templates/mail.toml，照 mail-样例.toml 填）"
	@echo "  make fetch     从本办公室的邮箱收下新邮件，放进 returns/<年度>/；邮箱里的邮件不动"
	@echo "  make collect   读取 returns/<年度>/ 里报回的文件，写出结果（output/<年度>/results）"
	@echo "  make sensitivity 测算换一种口径会改变谁的分数和名次（results/口径测算.xlsx）"
	@echo "  make compare   与上一年对比任务、指标、责任单位和结果（output/对比-<上一年>-<年度>.xlsx）"
	@echo "  make archive   把结束的一年归成一个文件：方案、收件、结果、核定、逐分说明和清单（output/<年度>/归档-<年度>.zip）；核对它加 CHECK=归档文件"
	@echo "  make new       由上一年的方案起一份新年度的，如 make new YEAR=年度（templates/<年度>.xlsx）；BLANK=1 起一份空白的"
	@echo "  make import    由正式文件起一份方案，如 make import FILE=文件.docx（templates/<年度>.xlsx）"
	@echo "  make pages     把做出的表和通报按打印样子逐页存成图片（output/<年度>/pages，需要 LibreOffice 和 poppler-utils）"
	@echo "  make bundle    做一个离线包：拷到没有互联网的电脑上，双击“开始.bat”就能用（dist/）"
	@echo "  make test      运行测试（几分钟）"
	@echo "  make proofs    运行耗时长的证明性测试：成千上万的随机案例（CASES=每张评分表的案例数，默认 500，开发人员）"
	@echo "  make fuzz      随机损坏填好的表、核定表、台账、封签、邮件和压缩包，看读取是否总能说清（CASES=次数，开发人员）"
	@echo "  make bench     与同类工具比速度，结果写进 docs/performance.md（SIZES=单位数，如 21,1500；只量整条命令用 COMMANDS=单位数；开发人员，很久）"
	@echo "  make lint      检查代码（开发人员）"
	@echo "  make samples   重新生成样例（需要 LibreOffice）"
	@echo "  make manual    重新生成考核方案参考手册（docs/programme.md，开发人员）"
	@echo "  make lock      重新锁定依赖版本（开发人员）"
	@echo "  make clean     删除运行环境和缓存（不动 returns 和 output 里的结果）"

$(READY): pyproject.toml requirements.lock
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || { echo "需要 Python 3.11 或更新版本，请先安装（或用 make PYTHON=python3.12 指明）。"; exit 2; }
	@$(PYTHON) -m venv $(VENV) || { echo "无法建立 Python 运行环境；Debian/Ubuntu 请先安装 python3-venv。"; exit 2; }
	@echo "正在准备运行环境（只需一次）……"
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q qz
	@touch $(READY)

demo: $(READY)
	@$(BIN)/python scripts/demo.py $(if $(YEAR),--year $(YEAR))

check: $(READY)
	@$(QZ) check $(WHICH)

forms: $(READY)
	@$(QZ) forms $(WHICH)

mail: $(READY)
	@$(QZ) mail $(WHICH) $(if $(AGAIN),--again)

send: $(READY)
	@$(QZ) send $(WHICH) $(if $(YES),--yes) $(if $(UNSURE),--unsure) $(if $(PASSWORD),--password)

fetch: $(READY)
	@$(QZ) fetch $(WHICH) $(if $(PASSWORD),--password)

collect: $(READY)
	@$(QZ) collect $(WHICH)

compare: $(READY)
	@$(QZ) compare $(if $(YEAR),--year "$(YEAR)")

sensitivity: $(READY)
	@$(QZ) sensitivity $(WHICH)

archive: $(READY)
	@$(QZ) archive $(WHICH) $(if $(CHECK),--check "$(CHECK)")

new: $(READY)
	@$(QZ) new $(YEAR) $(if $(BLANK),--blank)

import: $(READY)
	@$(QZ) import "$(FILE)"

bundle: $(READY)
	@$(BIN)/python scripts/bundle.py $(if $(PYTHONS),--python $(PYTHONS))

test: $(READY)
	@$(BIN)/python -m pytest -n auto --dist worksteal -m "not proof" $(PYTEST_ARGS)

proofs: $(READY)
	@QZ_CASES=$(or $(CASES),500) $(BIN)/python -m pytest -n auto --dist worksteal -m proof $(PYTEST_ARGS)

fuzz: $(READY)
	@$(BIN)/python tests/intake/fuzz.py $(or $(CASES),20000) --first $(or $(FIRST),100000)
	@$(BIN)/python tests/intake/fuzz_letters.py $(or $(CASES),20000) --first $(or $(FIRST),100000)
	@$(BIN)/python tests/intake/fuzz_decisions.py $(or $(CASES),2000) --first $(or $(FIRST),100000)
	@$(BIN)/python tests/intake/fuzz_office.py $(or $(CASES),20000) --first $(or $(FIRST),100000)

# The peers are for this alone: installed when first asked for, so that nothing else waits for them.
$(VENV)/bench-ready: $(READY) requirements-bench.lock
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements-bench.lock
	@touch $@

bench: $(VENV)/bench-ready
	@$(BIN)/python scripts/bench.py $(if $(COMMANDS),--commands $(COMMANDS)) $(if $(SIZES),--sizes $(SIZES),--page) $(if $(RESULTS),--results-up-to $(RESULTS))

pages: $(READY)
	@$(BIN)/python scripts/pages.py $(if $(YEAR),--year $(YEAR))

lint: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

samples: $(READY)
	@$(BIN)/python scripts/make_samples.py --year $(or $(YEAR),2011)

manual: $(READY)
	@$(BIN)/python scripts/make_manual.py

lock:
	@$(BIN)/python -m pip install --quiet uv
	@$(LOCK) --extra keyring --extra test --extra build --extra lint --output-file requirements.lock pyproject.toml
	@$(LOCK) --extra keyring --constraints requirements.lock --output-file requirements-office.lock pyproject.toml
	@$(LOCK) --extra bench --constraints requirements.lock --output-file requirements-bench.lock pyproject.toml

clean:
	rm -rf $(VENV) output/*/缓存-可删除

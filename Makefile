# 两条命令：`make demo` 看一遍完整闭环；`make test` 跑测试。二者自建 .venv，只需 Python 3.11 或更高。
# Two commands: `make demo` shows the closed loop, `make test` passes the tests. Both prepare .venv by themselves.
.DEFAULT_GOAL := help
SHELL := /bin/sh
VENV ?= .venv
BIN := $(VENV)/bin
PLUGIN_SOURCES := $(wildcard plugins/*/src)
export VENV PYTHON ONCE
# Compiled modules are kept, whatever the image says: every "hub" that a test starts would compile five hundred anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo test test-kafka faults check fmt lint types imports schemas alerts docs reference bench build wheels-check audit constraints clean

help: ## 列出全部命令 / list these commands
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## 建立开发环境 / prepare the development environment
	@sh scripts/bootstrap.sh dev

demo: ## 演示：五个系统、一个月、全闭环 / the demo (ONCE=1: exit after the summary)
	@sh scripts/bootstrap.sh runtime
	@$(BIN)/hub demo

test: setup ## 运行测试 / run the tests
	@TMPDIR=$${TMPDIR:-$$(sh scripts/test_folder.sh)} $(BIN)/python -m pytest -n $${PYTEST_WORKERS:-$$(($$(getconf _NPROCESSORS_ONLN) + 2))} --dist loadgroup $(PYTEST_ARGS)

test-kafka: setup ## 真实 Kafka 上的测试（需要 java 与 maven）/ the tests on a real Apache Kafka (KAFKA_VERSION=3.9.1: on that one)
	@HUB_KAFKA_VERSION=$(KAFKA_VERSION) $(BIN)/python -m pytest -n 0 -m kafka $(PYTEST_ARGS)

faults: setup ## 真实 Kafka 上的三十次种子故障，写入 docs/reliability.md / thirty seeded runs of faults on a real Kafka, and their table
	@$(BIN)/python -m hub.testing.faults --seeds 0-29 --write docs/reliability.md

check: ## 提交前全部检查，与 CI 相同 / everything CI does
	@bash .ci/run

fmt: setup ## 整理格式 / format the code
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

lint: setup ## 风格与格式检查 / style and format
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: setup ## 类型检查（严格）/ strict types
	@$(BIN)/mypy hub $(PLUGIN_SOURCES)

imports: setup ## 分层与依赖约定 / layers and import contracts
	@$(BIN)/lint-imports

schemas: setup ## 契约：生成一致、对所有已发布版本兼容 / schemas generated, compatible with every release
	@$(BIN)/python -m hub.contracts.generate --check && $(BIN)/python -m hub.contracts.gate

alerts: ## 告警规则及其测试（需要 promtool：apt-get install prometheus）/ the alert rules and their tests, by promtool
	@if command -v promtool >/dev/null; then cd deploy/prometheus && promtool check rules alerts.yaml && promtool check config prometheus.yaml && promtool test rules alerts.test.yaml; \
	else echo "没有 promtool，只由 tests/unit/metrics/test_alerts.py 检查 / no promtool here: tests/unit/metrics/test_alerts.py alone checks them"; fi

docs: setup ## 生成文档网站（警告即失败）/ the documentation site, warnings fail
	@$(BIN)/python scripts/cli_reference.py --check && $(BIN)/sphinx-build -q -W --keep-going -b html docs docs/_build/html && echo docs/_build/html/index.html

reference: setup ## 重新生成参考页 / write the generated reference pages anew
	@$(BIN)/python scripts/cli_reference.py && $(BIN)/python -m hub.contracts.reference && $(BIN)/python -m hub.readmodel.reference && $(BIN)/python -m hub.metrics.reference && $(BIN)/python scripts/dashboard.py && $(BIN)/python scripts/state_machines.py && $(BIN)/python scripts/obligations.py && $(BIN)/python scripts/mapping_reference.py && $(BIN)/python scripts/page_states.py

bench: setup ## 与裸循环对比的性能 / throughput against the bare floor
	@$(BIN)/python -m bench

build: setup ## 打包枢纽与五个插件 / wheels of the hub and its plugins
	@sh scripts/build_wheels.sh dist

wheels-check: build ## 在全新环境中只用轮子运行演示 / the demo from wheels alone in a clean environment
	@sh scripts/check_wheels.sh dist

audit: setup ## 已知漏洞检查（需要网络）/ known vulnerabilities, needs the network
	@$(BIN)/pip-audit --require-hashes --disable-pip -r constraints/runtime.txt

constraints: setup ## 重新固定依赖版本 / compile the pinned constraints again
	@sh scripts/update_constraints.sh

clean: ## 删除生成的文件（保留 .venv）/ remove what was generated, keep .venv
	@rm -rf build dist demo-out docs/_build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -path ./$(VENV) -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

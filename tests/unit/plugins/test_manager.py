"""Plugins are loaded one by one; a failing one is set aside by name."""

from __future__ import annotations

import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from hub.core.errors import ConfigurationError, PluginLoadError, UnknownAgencyError
from hub.plugins.manager import disabled_from, load_plugins

GOOD = """
import dataclasses
from hub.plugins.spec import hookimpl
from hub.testing.ledger import INFO, LedgerType

class Type(LedgerType):
    info = dataclasses.replace(INFO, code={code!r})

@hookimpl
def hub_register_adapters():
    return [Type()]
"""


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.syspath_prepend(str(tmp_path))
    made: list[str] = []

    def write(name: str, text: str) -> EntryPoint:
        module = f"plugin_under_test_{name}"
        (tmp_path / f"{module}.py").write_text(text)
        made.append(module)
        return EntryPoint(name=name, value=module, group="hub")

    yield write
    for module in made:
        sys.modules.pop(module, None)


def test_adapters_are_sorted_by_code(install) -> None:
    """Order of installation doesn't matter."""
    points = [
        install("z", GOOD.format(code="b")),
        install("a", GOOD.format(code="c")),
        install("m", GOOD.format(code="a")),
    ]
    plugins = load_plugins(found=points)
    assert [adapter.info.code for adapter in plugins.adapters] == ["a", "b", "c"]
    assert plugins.adapter("b").info.code == "b"
    with pytest.raises(UnknownAgencyError, match="a, b, c"):
        plugins.adapter("x")


def test_failing_plugin_is_set_aside(install) -> None:
    """It's named with its reason and what to do; the others run."""
    points = [install("bad", "raise RuntimeError('boom')"), install("good", GOOD.format(code="good"))]
    plugins = load_plugins(found=points)
    assert [adapter.info.code for adapter in plugins.adapters] == ["good"]
    (fault,) = plugins.faults
    assert fault.distribution == "bad" and "boom" in fault.reason and "HUB_DISABLED_PLUGINS=bad" in fault.remedy


def test_plugin_that_fails_while_registering_is_set_aside(install) -> None:
    """A hook that raises doesn't reach the others' adapters."""
    bad = "from hub.plugins.spec import hookimpl\n@hookimpl\ndef hub_register_adapters():\n    raise KeyError('x')\n"
    plugins = load_plugins(found=[install("bad", bad), install("good", GOOD.format(code="good"))])
    assert len(plugins.adapters) == 1 and plugins.faults[0].distribution == "bad"


def test_hook_of_another_name_is_set_aside(install) -> None:
    """A misspelt hook is a fault, not a plugin that silently does nothing."""
    bad = "from hub.plugins.spec import hookimpl\n@hookimpl\ndef hub_register_adapter():\n    return []\n"
    plugins = load_plugins(found=[install("bad", bad), install("good", GOOD.format(code="good"))])
    assert len(plugins.adapters) == 1 and "hub_register_adapter" in plugins.faults[0].reason


def test_missing_module_is_set_aside(install) -> None:
    """A distribution whose own module is gone is a fault of that distribution."""
    gone = EntryPoint(name="gone", value="plugin_that_is_gone", group="hub")
    plugins = load_plugins(found=[gone, install("good", GOOD.format(code="good"))])
    assert len(plugins.adapters) == 1 and "plugin_that_is_gone" in plugins.faults[0].reason


def test_missing_dependency_stops_with_a_sentence(install) -> None:
    """It says which package and how to start without it."""
    with pytest.raises(ConfigurationError, match=r"needs no_such_driver.*HUB_DISABLED_PLUGINS=bad"):
        load_plugins(found=[install("bad", "import no_such_driver")])


def test_duplicate_agency_stops(install) -> None:
    """Two plugins can't speak for one agency."""
    points = [install("one", GOOD.format(code="court")), install("two", GOOD.format(code="court"))]
    with pytest.raises(UnknownAgencyError, match="two plugins register agency court"):
        load_plugins(found=points)
    assert len(load_plugins(found=points, disabled={"two"}).adapters) == 1


def test_strict_refuses_to_start(install) -> None:
    """With strict a fault stops the hub."""
    with pytest.raises(PluginLoadError, match="boom"):
        load_plugins(found=[install("bad", "raise RuntimeError('boom')")], strict=True)


def test_disabled_plugin_is_not_even_loaded(install) -> None:
    """By entry point name nothing is imported; by agency code its adapter is left out."""
    points = [install("bad", "raise RuntimeError('boom')"), install("p", GOOD.format(code="court"))]
    plugins = load_plugins(found=points, disabled=disabled_from(" bad, court "), strict=True)
    assert plugins.adapters == () and plugins.disabled == ("bad", "court")
    assert disabled_from(None) == frozenset()

"""The packaged form: dated, of known measures, and of the columns that offices fill in."""

from __future__ import annotations

from pathlib import Path

import pytest

from hub.core.codes import Outcome
from hub.core.definitions import STANDARD, Definition, Definitions
from hub.core.errors import ConfigurationError
from hub.core.forms import layout_of_month
from hub.reference.definitions import load_definitions
from hub.reference.forms import load_forms
from hub_justice.monthly import COLUMNS


def test_the_packaged_form_has_the_columns_of_the_offices_form() -> None:
    layout = layout_of_month(load_forms(), "2026-03")
    assert [column.measure for column in layout.columns] == [column.measure for column in COLUMNS]


def test_the_packaged_definition_is_the_standard_one() -> None:
    assert load_definitions().of_month("2026-03") == STANDARD


def test_a_form_that_names_an_unknown_measure_is_refused_with_its_file(tmp_path: Path) -> None:
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "x.toml").write_text(
        'id="x"\ntitle="x"\nnumber=""\nauthority=""\nbody=""\nothers=""\ngroup=[]\n'
        '[[column]]\ngroup="g"\nheading="h"\nmeasure="happiness"\n',
        encoding="utf-8",
    )
    with pytest.raises(ConfigurationError, match=r"x\.toml.*happiness"):
        load_forms(tmp_path)


def test_two_definitions_of_one_day_are_refused(tmp_path: Path) -> None:
    later = Definition(id="later", rated=(Outcome.SUCCESS,))
    with pytest.raises(ConfigurationError, match="later"):
        Definitions.of((STANDARD, later))
    (tmp_path / "definitions").mkdir()
    (tmp_path / "definitions" / "y.toml").write_text('id = "y"\nsuccess = ["WON"]\n', encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"y\.toml"):
        load_definitions(tmp_path)

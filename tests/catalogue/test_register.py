"""The failure catalogue is whole: every entry has a test, and every test that is named exists."""

from __future__ import annotations

import pytest
import register
from conftest import ROOT

OF_OUTPUTS = [*register.HERE.glob("test_config_*.py"), *register.HERE.glob("test_outputs_*.py")]


@pytest.mark.parametrize("entry", register.READING)
def test_every_entry_of_reading_has_a_test(entry: str) -> None:
    assert register.here().get(entry) or register.ELSEWHERE.get(entry)


@pytest.mark.skipif(not OF_OUTPUTS, reason="the tests of settings, outputs and personal data are not in this folder")
@pytest.mark.parametrize("entry", register.OUTPUTS)
def test_every_entry_of_settings_outputs_and_personal_data_has_a_test(entry: str) -> None:
    assert register.here().get(entry) or register.ELSEWHERE.get(entry)


@pytest.mark.parametrize("named", sorted({test for tests in register.ELSEWHERE.values() for test in tests}))
def test_every_test_that_is_named_exists(named: str) -> None:
    file, _, name = named.partition("::")
    assert name in register.functions(ROOT / "tests" / file)

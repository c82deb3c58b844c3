"""Numbers of a series go on behind the highest that begins alike."""

from itertools import islice

import pytest

from syncadmin.engine.series import is_series, next_numbers


@pytest.mark.parametrize(
    ("taken", "following"),
    [
        ([], ["A-01", "A-02"]),
        (["A-07", "A-3", "B-90", "A-x", "A-"], ["A-08", "A-09"]),
        (["A-99"], ["A-100", "A-101"]),
        (["A-٣"], ["A-01", "A-02"]),
    ],
)
def test_the_next_number_is_one_more_than_the_highest(taken, following):
    assert list(islice(next_numbers("A-##", taken), 2)) == following


@pytest.mark.parametrize(
    ("value", "series"), [("SP NO. 0####", True), ("A#", True), ("A", False), ("##", False), (3, False)]
)
def test_only_a_text_that_ends_in_the_sign_is_a_series(value, series):
    assert is_series(value) is series


def test_what_is_no_series_has_no_numbers():
    with pytest.raises(ValueError, match="no series"):
        next_numbers("A", [])

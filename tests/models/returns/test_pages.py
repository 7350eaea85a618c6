"""Pages asked for by number; both sides of the paper in their order."""

import pytest

from models.returns.leaving import chosen_pages, in_order
from models.values.problem import Problem


def test_pages_are_asked_for_as_people_write_them():
    assert chosen_pages("", 3) == [0, 1, 2]
    assert chosen_pages("1-2，5", 5) == [0, 1, 4]
    assert chosen_pages("２至３、1", 5) == [1, 2, 0]


@pytest.mark.parametrize("said", ["0", "4", "3-1", "2-9", "首页"])
def test_a_page_that_is_not_there_is_refused(said):
    with pytest.raises(Problem, match="页"):
        chosen_pages(said, 3)


def test_every_paper_begins_on_a_leaf_of_its_own():
    papers = [[0, 1, 2], [0], [0, 1]]
    assert in_order(papers, "one") == [(0, 0), (0, 1), (0, 2), (1, 0), (2, 0), (2, 1)]
    assert in_order(papers, "both") == [
        (0, 0), (0, 1), (0, 2), None, (1, 0), None, (2, 0), (2, 1)]
    assert in_order([[0]], "both") == [(0, 0)]
    assert in_order(papers, "fronts") == [(0, 0), (0, 2), (1, 0), (2, 0)]
    assert in_order(papers, "backs") == [(0, 1), None, None, (2, 1)]
    assert in_order(papers, "backs_from_end") == [(2, 1), None, None, (0, 1)]

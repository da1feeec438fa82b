"""Tasks through an executor: order, bounds, and an executor that breaks down."""

import os
import threading
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import pytest

from qz.engine.parallel.batches import run_in_order


def double(number):
    return 2 * number


def die_at_three(number):
    if number == 3:
        os._exit(1)
    return number


def test_without_an_executor_tasks_are_done_as_results_are_asked_for():
    taken = []
    results = run_in_order(double, (taken.append(n) or n for n in range(5)))
    assert next(results) == 0
    assert taken == [0]
    assert list(results) == [2, 4, 6, 8]


def test_results_come_in_order_whoever_is_done_first():
    gate = threading.Event()

    def slow_first(number):
        if number == 0:
            gate.wait(10)
        else:
            gate.set()
        return number

    with ThreadPoolExecutor(4) as executor:
        assert list(run_in_order(slow_first, range(20), executor, ahead=4)) == list(range(20))


def test_no_more_than_a_few_are_taken_before_their_turn():
    taken = []
    with ThreadPoolExecutor(2) as executor:
        results = run_in_order(double, (taken.append(n) or n for n in range(100)), executor, ahead=3)
        next(results)
        assert len(taken) == 3
        results.close()
    assert len(taken) == 3


def test_an_error_of_a_task_is_raised_at_its_place():
    def fail(number):
        if number == 2:
            raise ValueError("two")
        return number

    with ThreadPoolExecutor(2) as executor:
        results = run_in_order(fail, range(5), executor)
        assert [next(results), next(results)] == [0, 1]
        with pytest.raises(ValueError, match="two"):
            next(results)


def test_where_a_process_dies_its_task_and_those_after_it_are_rescued():
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        results = list(run_in_order(die_at_three, range(8), executor, ahead=2, rescue=lambda number: -number))
    assert [abs(number) for number in results] == list(range(8))
    assert results[:2] == [0, 1]
    assert results[3:] == [-3, -4, -5, -6, -7]


def test_without_a_rescue_a_dead_process_is_an_error():
    with (
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor,
        pytest.raises(BrokenExecutor),
    ):
        list(run_in_order(die_at_three, [3, 4, 5], executor, ahead=1))

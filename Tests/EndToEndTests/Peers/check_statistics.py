"""Compares our statistics with scipy's. Usage: check_statistics.py FILE

FILE holds a list of cases, each with its kind, its input and what we make of it. Prints a line a
difference.
"""

import json
import math
import pathlib
import sys

import numpy
from scipy import special, stats


def welch(case):
    confidence = case["confidence"]
    found = stats.ttest_ind(case["second"], case["first"], equal_var=False)
    interval = found.confidence_interval(confidence)
    return {"low": interval.low, "high": interval.high, "degrees_of_freedom": found.df}


def paired(case):
    found = stats.ttest_rel(case["second"], case["first"])
    interval = found.confidence_interval(case["confidence"])
    return {"low": interval.low, "high": interval.high, "degrees_of_freedom": found.df}


def rank_sum(case):
    found = stats.mannwhitneyu(
        case["second"], case["first"], alternative="two-sided", method="asymptotic",
        use_continuity=True)
    return {"statistic": found.statistic, "probability": found.pvalue}


def kolmogorov_smirnov(case):
    first, second = case["first"], case["second"]
    distance = stats.ks_2samp(first, second, method="asymp").statistic
    size = len(first) * len(second) / (len(first) + len(second))
    return {
        "distance": distance, "probability": special.kolmogorov(math.sqrt(size) * distance)}


def contingency(case):
    table = numpy.array([case["first"], case["second"]])
    table = table[:, table.sum(axis=0) > 0]
    found = stats.chi2_contingency(table, correction=False)
    return {"statistic": found.statistic, "probability": found.pvalue}


def student(case):
    value, freedom = case["first"][0], case["second"][0]
    return {
        "within": 1 - 2 * stats.t.sf(value, freedom),
        "quantile": stats.t.ppf(case["confidence"], freedom)}


def trend(case):
    values = case["first"]
    found = stats.kendalltau(range(len(values)), values, method="exact")
    return {"probability": found.pvalue}


KINDS = {
    "welch": welch, "paired": paired, "rank_sum": rank_sum,
    "kolmogorov_smirnov": kolmogorov_smirnov, "contingency": contingency, "student": student,
    "trend": trend,
}


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    cases = json.loads(pathlib.Path(sys.argv[1]).read_text("utf-8"))
    for number, case in enumerate(cases):
        expected = KINDS[case["kind"]](case)
        for name, value in expected.items():
            ours = case["ours"][name]
            if not math.isclose(ours, value, rel_tol=1e-7, abs_tol=1e-9):
                print(f"case {number}, {case['kind']}, {name}: {ours!r}, scipy has {value!r}")
    print(f"{len(cases)} cases")


if __name__ == "__main__":
    main()

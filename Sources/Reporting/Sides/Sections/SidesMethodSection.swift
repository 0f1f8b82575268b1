internal import Analysis
internal import RunModel

/// By what rules the words were found, and what they cannot say.
enum SidesMethodSection {
    static func section(_ comparison: SideComparison) -> PageSection {
        PageSection(
            "method", "How it was judged",
            [
                .list(SidesWording.method(comparison).map { Markup($0) }),
                .terms(SidesWording.isOfLimits(comparison) ? [limits] : terms(comparison)),
            ])
    }

    private static func terms(_ comparison: SideComparison) -> [Fact] {
        let words = Set(comparison.metrics.map(\.word))
        let hasBlocks = comparison.unit == .blockPair
        return [
            Fact("words", comparison.unit == .pastRun ? usual : equivalence),
            Fact("interval", interval(comparison.unit)),
            Fact("correction", correction(comparison)),
            Fact("unit", unit(comparison.unit)),
            Fact("dependence", comparison.unit.isOfRuns ? "" : dependence),
            Fact("drift", hasBlocks ? drift : ""),
            Fact("unfit", words.contains(.unfit) ? unfit : ""),
            Fact("how many more", words.contains(.cannotTell) ? needed : ""),
            Fact("scales", scales),
            Fact("tails", comparison.metrics.contains { $0.isAdvisory } ? tails : ""),
            Fact("failures", failures), Fact("the same work", work),
            Fact("limits of it", reach(comparison.unit)),
        ].filter { !$0.value.isEmpty }
    }

    private static let limits = Fact(
        "words",
        "Each run says between which bounds a limit lies; of several runs of a side, what all of them allow. "
            + "Worse or better where the bounds of one side lie outside those of the other, same where both "
            + "are one number, else it cannot be told.")

    private static let equivalence =
        "Two one-sided tests (Schuirmann 1987), by the interval of the change: worse or better where the whole "
        + "interval lies beyond the smallest change that matters, same where the whole of it lies within. "
        + "Anything else cannot be told. That a change is not significant is never taken as \"same\": a noisy "
        + "run would always pass."

    private static let usual =
        "Worse where the change is larger than what matters and lies beyond what runs of an unchanged target differ "
        + "by, in every new run; same where the whole interval lies within what matters; as usual where the run lies "
        + "among those of the history, which would have shown a change of the size that stands beside it."

    private static func interval(_ unit: SideComparison.Unit) -> String {
        if unit == .pastRun {
            return
                "Student's t for a prediction: the mean of the new runs against the median of the past ones, by the "
                + "spread between past runs. Runs farther than 3.5 robust spreads from the median are left out "
                + "(Iglewicz and Hoaglin 1993)."
        }
        return unit == .blockPair
            ? "Student's t over the differences of the pairs, so that what both blocks of a pair share is not "
                + "in it."
            : "Student's t for two means with different variances (Welch 1947). Nothing is pooled over "
                + "requests, which depend on each other."
    }

    private static func correction(_ comparison: SideComparison) -> String {
        guard comparison.correctedMetrics > 1 else { return "" }
        let level = QuantityFormat.tick(comparison.rules.level * 100)
        return
            "With many metrics one would look worse by chance. The chance of \(level) % for that is "
            + "divided by their number, \(comparison.correctedMetrics) (Bonferroni 1936; Dunn 1961), which holds "
            + "however they depend on each other."
    }

    private static func unit(_ unit: SideComparison.Unit) -> String {
        switch unit {
        case .run, .pastRun:
            return
                "One value a run, the mean over its rounds: what differs from run to run, such as placement or "
                + "instance, is in the interval."
        case .round:
            return
                "One value a round, an equal part of a run. A round is far more independent of its neighbours "
                + "than a request is."
        case .blockPair:
            return
                "One value a pair: a block of the base and one of the new side next to it, in turns, so that "
                + "what changes slowly meets both alike."
        }
    }

    private static let dependence =
        "Neighbouring values share their luck. Where they do, so many of them count as one, by their "
        + "autocorrelation, and the interval widens; a trend within a run is added to it whole."

    private static let drift =
        "The base is measured first and last. The order of the pairs is balanced, so that a drift cancels; "
        + "where the base moved by more than its blocks differ by themselves, what it moves within a pair is added "
        + "to both ends of the interval all the same. Where it moved by more than a quarter, the sides are not "
        + "compared."

    private static let unfit =
        "The values spread so much that even a change of the size that matters would be missed in more than 20 "
        + "of 100 comparisons. It says something of the measurement, nothing of the change."

    private static let needed =
        "How many values would tell is reckoned with this estimate and this spread. Both are themselves "
        + "uncertain, so it is a size and no promise. To add rounds until a word comes up and stop there is to "
        + "choose the word: plan the number, then run it afresh."

    private static let scales =
        "Times and rates by ratio: means of logarithms, shown as percent, so that 5 % more and 4.76 % less lie as "
        + "far from no change. Shares and counts, which can be 0, by difference."

    private static let tails =
        "A p99 near a server's limit differs by half between equal runs. It decides only where it is known to "
        + "less than the change that matters; else it advises and stands in brackets."

    private static let failures =
        "TTFT and E2E count a failed request as infinitely slow, so that a side cannot gain by failing."

    private static let work =
        "Tokens of prompts and answers are compared by rank sums (Wilcoxon, Mann and Whitney) and by the test of "
        + "Kolmogorov and Smirnov, finish reasons by chi squared, all before any time is."

    private static func reach(_ unit: SideComparison.Unit) -> String {
        switch unit {
        case .run, .pastRun:
            "It holds for runs like these: the same client, targets and times of day."
        case .round:
            "It tells these runs apart, not their versions: a run that happened to be placed badly is slow in "
                + "every round. With three runs a side or more, runs become the unit."
        case .blockPair:
            "It tells two targets apart, not their versions: swap them and run again before blaming the "
                + "software. One run proves it for that run."
        }
    }
}

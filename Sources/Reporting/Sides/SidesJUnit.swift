package import Analysis
internal import RunModel

/// junit.xml: a test case a metric, for the pages of a CI system.
///
/// There is no standard; this keeps to what Jenkins' schema (xunit plugin, junit-10.xsd) allows and GitLab
/// reads. What is no word for "not worse" never passes: without a word a case is skipped with its reason,
/// and what keeps the sides from being compared is an error.
package struct SidesJUnit {
    private let comparison: SideComparison

    private static let className = "streamgauge.compare"

    package init(_ comparison: SideComparison) {
        self.comparison = comparison
    }

    private typealias Result = JUnitText.Result
    private typealias Case = JUnitText.Case

    /// The whole text; the same comparison gives the same bytes.
    package func text() -> String {
        JUnitText(
            name: "streamgauge compare", failureType: comparison.verdict.rawValue,
            cases: [comparable, judged] + metrics(Self.className) + limits
        ).text()
    }

    /// A case a metric.
    func metrics(_ className: String) -> [JUnitText.Case] {
        comparison.metrics.map { metric($0, className) }
    }

    // MARK: Cases

    /// Of limits runs: what differs between what was found; fails where a limit fell.
    private var limits: [Case] {
        guard let changes = comparison.limitChanges else { return [] }
        let words = changes.map(\.sentence).joined(separator: "; ")
        let hasFallen = changes.contains { $0.direction == .fell }
        let result: Result =
            switch comparison.verdict {
            case .notComparable, .nothingJudged:
                .skipped(changes.isEmpty ? "nothing was judged" : words)
            case _ where hasFallen: .failure(words)
            default: .passed(changes.isEmpty ? "all that was found is the same" : words)
            }
        return [Case(className: Self.className, name: "limits", result: result)]
    }

    private var comparable: Case {
        let sentences = comparison.hindrances.map { SidesWording.sentence($0, in: comparison) }
        let isHindered = !sentences.isEmpty || comparison.verdict == .notComparable
        return Case(
            className: Self.className, name: "comparable",
            result: isHindered
                ? .error(([SidesWording.headline(comparison)] + sentences).joined(separator: "\n"))
                : .passed("both sides did the same work, and their numbers can be trusted"))
    }

    /// Whether anything was judged at all, and whether what decides could be told.
    private var judged: Case {
        let sentence = SidesWording.headline(comparison)
        let census = SidesWording.census(comparison).joined(separator: "; ")
        let result: Result =
            switch comparison.verdict {
            case .notComparable: .skipped(sentence)
            case .nothingJudged: .error(sentence)
            // A gate that could not tell has not passed.
            case .cannotTell: .failure(sentence)
            case .regression, .noRegression: .passed(census)
            }
        return Case(className: Self.className, name: "judged", result: result)
    }

    private func metric(_ verdict: MetricVerdict, _ className: String) -> Case {
        let name = "\(verdict.metric.rawValue) \(verdict.mode.rawValue)"
        let sentence = SidesWording.sentence(verdict, in: comparison)
        let reason = [
            SidesWording.name(verdict, in: comparison), SidesWording.word(verdict.word),
            SidesWording.remark(verdict, in: comparison),
        ].compactMap { $0 }.joined(separator: ": ")
        guard comparison.hindrances.isEmpty, comparison.verdict != .notComparable else {
            return Case(
                className: className, name: name, result: .skipped("the sides are not comparable"))
        }
        let band = SidesWording.band(verdict).map { "; \($0) matters" } ?? ""
        let result: Result =
            switch verdict.word {
            case .worse:
                verdict.isAdvisory
                    ? .skipped("\(sentence), which only advises") : .failure(sentence + band)
            case .better, .same, .usual: .passed(sentence + band)
            case .cannotTell, .unfit, .notJudged: .skipped(reason)
            }
        return Case(className: className, name: name, result: result)
    }
}

package import Analysis
internal import RunModel

/// junit.xml of a gate: a case for the whole of it, one an assertion, one a metric of each comparison. What could not
/// be told is skipped with its reason, and the whole then fails: it has not passed.
package struct GateJUnit {
    private let result: GateResult

    private static let className = "streamgauge.gate"

    package init(_ result: GateResult) {
        self.result = result
    }

    package func text() -> String {
        JUnitText(
            name: "streamgauge gate", failureType: result.verdict.rawValue,
            cases: [whole] + assertions + metrics
        ).text()
    }

    private var whole: JUnitText.Case {
        let sentence = GateWording.headline(result)
        let told = ([sentence] + GateWording.facts(result)).joined(separator: "\n")
        let found: JUnitText.Result =
            switch result.verdict {
            case .passed, .noBaseline, .shortHistory: .passed(told)
            case _ where result.isAdvisory: .skipped("advisory: " + told)
            case .regression, .assertionFailed, .cannotTell: .failure(told)
            default: .error(told)
            }
        return JUnitText.Case(className: Self.className, name: "gate", result: found)
    }

    private var assertions: [JUnitText.Case] {
        result.assertions.map { assertion in
            let sentence = AssertionWording.sentence(assertion)
            let found: JUnitText.Result =
                switch assertion.outcome {
                case .holds: .passed(sentence)
                case .fails: result.isAdvisory ? .skipped(sentence) : .failure(sentence)
                case .cannotTell: .skipped(sentence)
                }
            return JUnitText.Case(
                className: "\(Self.className).assert", name: assertion.text, result: found)
        }
    }

    private var metrics: [JUnitText.Case] {
        let parts = [
            ("recent", result.recent?.sides), ("release", result.release?.sides),
            ("ab", result.sides),
        ]
        return parts.flatMap { name, sides in
            (sides.map { SidesJUnit($0).metrics("\(Self.className).\(name)") } ?? []).map { found in
                guard result.isAdvisory, case .failure(let text) = found.result else {
                    return found
                }
                return JUnitText.Case(
                    className: found.className, name: found.name, result: .skipped(text))
            }
        }
    }
}
